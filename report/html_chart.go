package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Charts are drawn in shares of their width, so that texts and strokes keep
// their size on every screen.

type htmlWaterfall struct {
	ID, Label string
	Height    int
	Grid      []htmlTick
	Bars      []htmlBar
}

type htmlTick struct{ X, Label string }

type htmlBar struct {
	Label, Note string
	X, Width    string
	Y, Middle   int
	Tone        Tone
	Hatched     bool
}

const rowHeight = 24

func waterfallOf(bars []Bar, id string) *htmlWaterfall {
	end := 0.0
	for _, b := range bars {
		end = max(end, b.Start+b.Length)
	}
	w := &htmlWaterfall{ID: id, Height: rowHeight * len(bars), Label: fmt.Sprintf("waterfall of %d phases in %s", len(bars), milliseconds(end))}
	if end == 0 {
		end = 1
	}
	for i := range 3 {
		w.Grid = append(w.Grid, htmlTick{share(float64(i) / 2), milliseconds(end * float64(i) / 2)})
	}
	for i, b := range bars {
		x := htmlBar{
			Label: b.Label, Note: b.Note, Tone: b.Tone, Hatched: b.Tone == Bad,
			X: share(b.Start / end), Width: share(max(b.Length/end, 0.004)),
			Y: rowHeight*i + 5, Middle: rowHeight*i + 12,
		}
		switch b.Tone {
		case Bad:
			x.Note += " failed"
		case Caution:
			x.Note += " passed over"
		}
		w.Bars = append(w.Bars, x)
	}
	return w
}

type htmlChart struct {
	Label, Unit string
	X, Y        []htmlAxis
	Lines       []htmlLine
	Data        *htmlTable // where no table stands beside the chart
}

type htmlAxis struct{ At, Label string }

type htmlLine struct {
	N, Colour         int
	Name, Path, Shape string
	Dash              string
	Marks             []htmlMark
}

type htmlMark struct{ X, Y string }

// Lines differ by colour, dash and mark, each of which is enough among a few.
var (
	dashes = []string{"none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "9 3 2 3 2 3", "1 4"}
	shapes = []string{
		"M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0", "M-3.5-3.5h7v7h-7z", "M0-4.5L4 3H-4z", "M0-4.5L4.5 0L0 4.5L-4.5 0z",
		"M-4-4L4 4M-4 4L4-4", "M0 4.5L4-3H-4z", "M-4 0H4M0-4V4", "M-4-2h8v4h-8z",
	}
)

const (
	colours   = 8
	mostLines = 40 // that can be pointed at
	mostMarks = 40 // a line with more points is a curve
	mostRows  = 24 // of the figures of a curve
)

func chartOf(p *Plot, data bool) *htmlChart {
	least, most := math.Inf(1), 0.0
	for _, s := range p.Lines {
		for _, at := range s.Points {
			least, most = min(least, max(at[0], 1)), max(most, at[0])
		}
	}
	if least >= most {
		least, most = max(1, least/10), max(10, most)
	}
	x := func(size float64) float64 {
		return math.Log(max(size, 1)/least) / math.Log(most/least)
	}
	c := &htmlChart{Unit: p.Unit, Label: fmt.Sprintf("hit ratio by size from %s to %s %s, %d lines", short(least), short(most), p.Unit, len(p.Lines))}
	for _, r := range []float64{0, 0.25, 0.5, 0.75, 1} {
		c.Y = append(c.Y, htmlAxis{share(1 - r), strconv.FormatFloat(100*r, 'f', 0, 64) + "%"})
	}
	for _, size := range logTicks(least, most) {
		c.X = append(c.X, htmlAxis{share(x(size)), short(size)})
	}
	for n, s := range p.Lines {
		c.Lines = append(c.Lines, lineOf(n, s, x))
	}
	if data {
		c.Data = figures(p.Lines[0])
	}
	return c
}

func lineOf(n int, s Series, x func(float64) float64) htmlLine {
	// Shapes go on when dashes come again, so that no two of 64 are alike.
	l := htmlLine{N: n, Colour: n % colours, Name: s.Name, Dash: dashes[n%len(dashes)], Shape: shapes[(n+n/len(dashes))%len(shapes)]}
	var path []string
	for _, at := range s.Points {
		path = append(path, fmt.Sprintf("%.1f,%.1f", 1000*x(at[0]), 1000*(1-at[1])))
		if len(s.Points) <= mostMarks {
			l.Marks = append(l.Marks, htmlMark{share(x(at[0])), share(1 - at[1])})
		}
	}
	l.Path = strings.Join(path, " ")
	return l
}

// logTicks are the ends, and powers of ten that are not too near to them.
func logTicks(least, most float64) []float64 {
	ticks := []float64{least}
	room := math.Pow(most/least, 0.12)
	for power := math.Pow(10, math.Ceil(math.Log10(least))); power < most; power *= 10 {
		if power > ticks[len(ticks)-1]*room && power*room < most {
			ticks = append(ticks, power)
		}
	}
	return append(ticks, most)
}

// figures are some points of a curve, evenly spread over its scale.
func figures(s Series) *htmlTable {
	t := &Table{Header: []string{"size", "hit ratio"}, Right: []bool{true, true}}
	first, last := s.Points[0][0], s.Points[len(s.Points)-1][0]
	next := first
	for i, p := range s.Points {
		if p[0] < next && i < len(s.Points)-1 {
			continue
		}
		t.Rows = append(t.Rows, []Text{plain(strconv.FormatFloat(p[0], 'f', 0, 64)), plain(ratio(p[1]))})
		next = p[0] * math.Pow(last/max(first, 1), 1.0/mostRows)
	}
	return &htmlTable{Table: t, Label: "hit ratio of " + s.Name}
}
