package probe

import (
	"github.com/vkcheck/vkcheck/report"
)

// bound is the policy that knows the future: no cache can have it, so that it
// is never the best.
const bound = "belady"

// enough is how much of the best hit ratio is as good as the best.
const enough = 0.99

// attainable says whether a cache can have the policy of a cell, and whether it had a
// lookup.
func attainable(c *report.Cell) bool { return c.Policy != bound && c.HitRatio != nil }

// addBest finds the best policy at each size, and the smallest cache that is
// nearly as good as the best of all. With a TTL Belady's policy is no bound: an
// early eviction can pay; nor where the server refuses to store, and does better.
func addBest(t *report.Trace, ttl bool) {
	at := map[int]int{} // by size: the place in t.Best
	for i := range t.Cells {
		c := &t.Cells[i]
		if !attainable(c) {
			continue
		}
		place, known := at[c.Size]
		if !known {
			place = len(t.Best)
			at[c.Size] = place
			t.Best = append(t.Best, report.Best{Size: c.Size, HitRatio: -1})
		}
		if b := &t.Best[place]; *c.HitRatio > b.HitRatio {
			b.Policy, b.HitRatio, b.Missed = c.Policy, *c.HitRatio, *c.Missed
		}
	}
	for i := range t.Cells {
		c := &t.Cells[i]
		place, known := at[c.Size]
		if !known || c.Policy != bound || c.HitRatio == nil || ttl {
			continue
		}
		gap := *c.HitRatio - t.Best[place].HitRatio
		if gap < 0 {
			continue
		}
		t.Best[place].Bound, t.Best[place].Gap = c.HitRatio, &gap
	}
	t.Enough = smallest(t)
}

// smallest finds the smallest cache within 1% of the best; nil where nothing
// hits.
func smallest(t *report.Trace) *report.Enough {
	best := 0.0
	for _, b := range t.Best {
		best = max(best, b.HitRatio)
	}
	if best == 0 {
		return nil
	}
	var found *report.Cell
	for i := range t.Cells {
		c := &t.Cells[i]
		if !attainable(c) || *c.HitRatio < enough*best {
			continue
		}
		if found == nil || c.Size < found.Size || c.Size == found.Size && *c.HitRatio > *found.HitRatio {
			found = c
		}
	}
	return &report.Enough{Policy: found.Policy, Size: found.Size, HitRatio: *found.HitRatio, Best: best, Spared: found.Hits}
}
