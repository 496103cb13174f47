package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Plot is hit ratios over sizes.
type Plot struct {
	Lines []Series
	Unit  string
}

// Series is one line of a plot.
type Series struct {
	Name   string
	Points [][2]float64 // size, ratio; by size
}

// series gives the lines of a trace: the curve first.
func (t *Trace) series() (all []Series) {
	if t.Curve != nil && len(t.Curve.Points) > 0 {
		all = append(all, Series{t.Curve.Policy + ", every size", t.Curve.Points})
	}
	first := len(all)
	for _, c := range t.Cells {
		if c.HitRatio == nil {
			continue
		}
		at := first + slices.IndexFunc(all[first:], func(s Series) bool { return s.Name == c.Policy })
		if at < first {
			at = len(all)
			all = append(all, Series{Name: c.Policy})
		}
		all[at].Points = append(all[at].Points, [2]float64{float64(c.Size), *c.HitRatio})
	}
	for _, s := range all[first:] {
		slices.SortFunc(s.Points, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	}
	return all
}

// sampleLine says what the figures are taken from.
func sampleLine(t *Trace) Line {
	var words []string
	switch {
	case t.Sample.Parts > 1 && t.Sample.Part == 0:
		words = append(words, fmt.Sprintf("merged from %d parts", t.Sample.Parts))
	case t.Sample.Parts > 1:
		words = append(words, fmt.Sprintf("part %d of %d with %d of the lookups", t.Sample.Part, t.Sample.Parts, t.Sample.Lookups))
	}
	if t.Sample.Rate < 1 {
		words = append(words, fmt.Sprintf("estimated from %.4g%% of the commands", 100*t.Sample.Rate))
	}
	text := strings.Join(words, ", ")
	if e, ok := worstError(t.Cells); ok {
		text += fmt.Sprintf(", standard error up to %.4f", e)
	}
	return Line{Text: Text{text, Caution}}
}

// worstError is the greatest standard error among the cells, if they have any.
func worstError(cells []Cell) (worst float64, ok bool) {
	for _, c := range cells {
		if c.StandardError != nil {
			worst, ok = max(worst, *c.StandardError), true
		}
	}
	return worst, ok
}

// curveSection draws a curve, and names the sizes from which less and less is
// left to gain.
func curveSection(c *Curve) Section {
	s := Section{
		Heading: fmt.Sprintf("hit ratio of %s by size", c.Policy),
		Plot:    &Plot{Lines: []Series{{c.Policy, c.Points}}, Unit: "entries"},
	}
	best := c.Points[len(c.Points)-1][1]
	if best <= 0 {
		return s
	}
	for _, share := range []float64{0.5, 0.9, 0.99} {
		i := slices.IndexFunc(c.Points, func(p [2]float64) bool { return p[1] >= share*best })
		s.Lines = append(s.Lines, Line{Text: plain(fmt.Sprintf("%s: hit ratio %.4f, %.0f%% of what any size gives",
			strconv.FormatFloat(c.Points[i][0], 'f', 0, 64), c.Points[i][1], 100*share))})
	}
	return s
}
