package report

import (
	"fmt"
	"slices"
	"strconv"
)

func (t *Trace) heading() string { return Named(t.Name, t.Trace) }

// subject has the figures of a trace, then its grid: a row per policy, a column
// per size.
func (t *Trace) subject() Subject {
	s := Subject{Heading: t.heading()}
	about := Section{
		Lines: []Line{{Text: plain(fmt.Sprintf(
			"format %s: %d requests (%d reads, %d writes, %d bypassed), %d unique, %d compulsory misses",
			t.Format, t.Requests, t.Reads, t.Writes, t.Bypassed, t.Unique, t.CompulsoryMisses))}},
	}
	if t.OneHitWonders > 0 {
		about.Lines = append(about.Lines, Line{Text: plain(fmt.Sprintf("one-hit wonders: %d (%s of the unique)", t.OneHitWonders, percent(t.OneHitWonders, t.Unique)))})
	}
	if t.Lifetimes != nil && t.Lifetimes.Given > 0 {
		about.Lines = append(about.Lines, lifetimesLine(t.Lifetimes))
	}
	if t.Sample != nil {
		about.Lines = append(about.Lines, sampleLine(t))
	}
	if t.Tracking != nil && t.Writes > 0 {
		about.Lines = append(about.Lines, trackingLine(t.Tracking))
	}
	s.add(about)
	if len(t.Cells) > 0 {
		s.add(t.grid()...)
	}
	if t.Curve != nil && len(t.Curve.Points) > 0 {
		s.add(curveSection(t.Curve))
	}
	return s
}

// grid shows the cells, and what follows from them.
func (t *Trace) grid() []Section {
	ratios := func(c *Cell) *float64 { return c.HitRatio }
	all := []Section{{
		Heading: "hit ratio by eviction policy and size in " + t.Cells[0].Unit,
		Table:   gridTable(t.Cells, ratios),
	}}
	if lines := t.series(); len(lines) > 0 {
		all[0].Plot = &Plot{Lines: lines, Unit: t.Cells[0].Unit}
	}
	if t.Cells[0].Bytes != nil {
		all = append(all, Section{Heading: "byte hit ratio", Table: gridTable(t.Cells, byteHitRatio)})
	}
	if len(t.Best) > 0 {
		all = append(all, Section{Heading: "best policy by size, and why its lookups missed", Table: bestTable(t), Lines: enoughLines(t)})
	}
	if lines := effectLines(t); len(lines) > 0 {
		all = append(all, Section{Lines: lines})
	}
	if t.Detail != nil {
		all = append(all, detailSections(t.Detail)...)
	}
	return all
}

func byteHitRatio(c *Cell) *float64 {
	if c.Bytes == nil {
		return nil
	}
	return c.Bytes.HitRatio
}

// gridTable has a row per policy and a column per size.
func gridTable(cells []Cell, value func(*Cell) *float64) *Table {
	var policies []string
	var sizes []int
	ratios := map[[2]string]*float64{}
	best := map[int]float64{}
	for _, c := range cells {
		if !slices.Contains(policies, c.Policy) {
			policies = append(policies, c.Policy)
		}
		if !slices.Contains(sizes, c.Size) {
			sizes = append(sizes, c.Size)
		}
		ratios[[2]string{c.Policy, strconv.Itoa(c.Size)}] = value(&c)
		if r := value(&c); r != nil && c.Policy != "belady" {
			best[c.Size] = max(best[c.Size], *r)
		}
	}
	t := &Table{Header: []string{"policy"}, Right: []bool{false}, Fold: true}
	for _, size := range sizes {
		t.Header = append(t.Header, strconv.Itoa(size))
		t.Right = append(t.Right, true)
	}
	for _, policy := range policies {
		row := []Text{plain(policy)}
		for _, size := range sizes {
			r := ratios[[2]string{policy, strconv.Itoa(size)}]
			row = append(row, ratioText(r, best[size]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func ratioText(r *float64, best float64) Text {
	if r == nil {
		return Text{"-", Faint}
	}
	text := Text{Text: ratio(*r)}
	if *r == best && best > 0 {
		text.Tone = Fine
	}
	return text
}

// effectLines tell what writes and TTL cost, where the trace has any: of the
// cache that is large enough, else of the last.
func effectLines(t *Trace) []Line {
	c := t.Cells[len(t.Cells)-1]
	for _, other := range t.Cells {
		if t.Enough != nil && other.Policy == t.Enough.Policy && other.Size == t.Enough.Size {
			c = other
		}
	}
	if c.Invalidations == 0 && c.Expirations == 0 && c.StaleHits == 0 {
		return nil
	}
	return []Line{{Text: plain(fmt.Sprintf("%s at %d: %d invalidations, %d expirations, %d evictions, %d stale hits",
		c.Policy, c.Size, c.Invalidations, c.Expirations, c.Evictions, c.StaleHits))}}
}

// lifetimesLine says what the trace tells of keys that expire.
func lifetimesLine(l *Lifetimes) Line {
	if !l.Followed {
		return Line{Text: plain(fmt.Sprintf("lifetimes: %d given; with --lifetimes keys expire, and their copies with them", l.Given))}
	}
	return Line{Text: plain(fmt.Sprintf("lifetimes: %d given, to up to %d keys at a time; %d keys expired", l.Given, l.Keys, l.Expired))}
}
