package probe

import (
	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/report"
)

// CurveOptions say which curve Simulate computes beside the grid.
type CurveOptions int

// The curves.
const (
	NoCurve   CurveOptions = iota
	Curve                  // at a thousand sizes or fewer
	CurveFull              // at every size
)

// curveView gives the curve of LRU.
func curveView(t *cachesim.Trace, o CurveOptions) *report.Curve {
	c := t.Curve()
	sizes := c.Ladder()
	if o == CurveFull {
		sizes = sizes[:0]
		for size := 1; size <= max(c.Max(), 1); size++ {
			sizes = append(sizes, size)
		}
	}
	view := &report.Curve{Policy: "lru", Points: make([][2]float64, len(sizes))}
	for i, size := range sizes {
		view.Points[i] = [2]float64{float64(size), c.HitRatio(size)}
	}
	return view
}

// sampleView says what a trace is a sample of, nil where it is whole.
func sampleView(t *cachesim.Trace, seed uint64) *report.Sample {
	if t.Share() == 1 {
		return nil
	}
	s := &report.Sample{Rate: t.Rate, Seed: seed, Lookups: t.Lookups}
	if t.Parts > 1 {
		s.Part, s.Parts = t.Part, t.Parts
	}
	return s
}

// addErrors gives every cell of a sample its standard error.
func addErrors(t *cachesim.Trace, cells []report.Cell, inBytes bool) {
	if t.Share() == 1 {
		return
	}
	sizes := make([]int, len(cells))
	for i, c := range cells {
		sizes[i] = c.Size
	}
	for i, e := range t.Errors(sizes, inBytes) {
		cells[i].StandardError = &e
	}
}
