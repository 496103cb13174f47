// Package curve computes the exact LRU miss ratio curve, for all sizes in one
// pass: Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage
// hierarchies" (1970), with the counting over time of Bennett and Kruskal
// (1975), in memory that grows with the commands and not with the trace.
package curve

import "github.com/vkcheck/vkcheck/cachesim/sim"

// Curve is the LRU hit ratio by cache size.
type Curve struct {
	// Requests is the number of lookups.
	Requests uint64

	hits []uint64 // hits[n]: lookups that a cache of n entries answers
}

// LRU computes the curve of a trace, drops and flushes included; entries do not
// expire.
func LRU(ev *sim.Events) Curve {
	s := newStack(ev.Commands())
	depths := make([]uint64, ev.Commands()+1)
	for t := range ev.Len() {
		switch op, id, _ := ev.At(t); op {
		case sim.OpLookup:
			depths[s.lookup(id)]++
		case sim.OpDrop:
			s.drop(id)
		case sim.OpFlush:
			s.flush()
		}
	}
	depths[0] = 0 // the misses of every size
	for n := 1; n < len(depths); n++ {
		depths[n] += depths[n-1]
	}
	return Curve{Requests: ev.Lookups(), hits: depths}
}

// Hits is how many lookups a cache of size entries answers.
func (c Curve) Hits(size int) uint64 {
	return c.hits[max(0, min(size, len(c.hits)-1))]
}

// HitRatio is Hits by Requests, from 0 to 1; 0 where there was no lookup.
func (c Curve) HitRatio(size int) float64 {
	if c.Requests == 0 {
		return 0
	}
	return float64(c.Hits(size)) / float64(c.Requests)
}

// Max is the size above which nothing more is gained: the distinct commands.
func (c Curve) Max() int { return len(c.hits) - 1 }
