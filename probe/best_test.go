package probe

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/report"
)

// TestBest: the best that a cache can have at each size, the bound where it is one, and
// the smallest that is as good as the best.
func TestBest(t *testing.T) {
	t.Parallel()
	cell := func(policy string, size int, hits uint64) report.Cell {
		return report.Cell{Policy: policy, Size: size, Requests: 1000, Hits: hits, HitRatio: quotient(hits, 1000), Missed: &report.Missed{Cold: 1000 - hits}}
	}
	best := func(policy string, size int, hits uint64) report.Best {
		return report.Best{Size: size, Policy: policy, HitRatio: *quotient(hits, 1000), Missed: report.Missed{Cold: 1000 - hits}}
	}
	bounded := func(b report.Best, bound float64) report.Best {
		gap := bound - b.HitRatio
		b.Bound, b.Gap = &bound, &gap
		return b
	}
	cells := []report.Cell{
		cell("belady", 10, 700), cell("lru", 10, 500), cell("sieve", 10, 400),
		cell("belady", 20, 590), cell("lru", 20, 596), cell("sieve", 20, 598), // where a server refuses to store, belady does worse
		cell("lru", 40, 600),
		{Policy: "sieve", Size: 40},
	}
	for ttl, want := range map[bool][]report.Best{
		false: {bounded(best("lru", 10, 500), 0.7), best("sieve", 20, 598), best("lru", 40, 600)},
		true:  {best("lru", 10, 500), best("sieve", 20, 598), best("lru", 40, 600)},
	} {
		x := &report.Trace{Cells: cells}
		addBest(x, ttl)
		if diff := cmp.Diff(want, x.Best); diff != "" {
			t.Errorf("TTL %v: -want +got\n%s", ttl, diff)
		}
		if diff := cmp.Diff(&report.Enough{Policy: "sieve", Size: 20, HitRatio: 0.598, Best: 0.6, Spared: 598}, x.Enough); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
	nothing := &report.Trace{Cells: []report.Cell{cell("lru", 10, 0)}}
	if addBest(nothing, false); nothing.Enough != nil {
		t.Errorf("what never hits is enough: %+v", nothing.Enough)
	}
}

// TestThresholdOfTheBound: what no cache can reach passes no gate, unless it alone is
// asked for.
func TestThresholdOfTheBound(t *testing.T) {
	t.Parallel()
	cell := func(policy string, hits float64) report.Cell {
		return report.Cell{Policy: policy, Size: 10, HitRatio: &hits}
	}
	for _, tt := range []struct {
		cells []report.Cell
		fails bool
	}{
		{[]report.Cell{cell("belady", 0.7)}, false},
		{[]report.Cell{cell("belady", 0.5)}, true},
		{[]report.Cell{cell("belady", 0.7), cell("lru", 0.5)}, true},
		{[]report.Cell{cell("belady", 0.7), cell("lru", 0.6)}, false},
		{[]report.Cell{{Policy: "lru", Size: 10}}, true},
	} {
		if got := threshold(&report.Trace{Cells: tt.cells}, 0.6); (len(got) > 0) != tt.fails {
			t.Errorf("%+v: %+v", tt.cells, got)
		}
	}
}
