// Package curve computes the exact LRU miss ratio curve, for all sizes in one
// pass: Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage
// hierarchies" (1970), with the counting over time of Bennett and Kruskal
// (1975), in memory that grows with the commands and not with the trace.
//
// What belongs here: curves of all sizes, exact or of a sample. What does not:
// policies at given sizes (package sim), how curves are drawn (package report).
package curve

import (
	"math"
	"runtime"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// Curve is the LRU hit ratio by cache size.
type Curve struct {
	// Requests is the number of lookups.
	Requests uint64

	hits   []uint64  // hits[n]: lookups that a cache of n entries answers
	sample *estimate // nil where the curve is exact
}

// minShare is how many lookups make a goroutine worth its while.
const minShare = 1 << 18

// LRU computes the curve of a trace on up to GOMAXPROCS goroutines; entries do
// not expire.
//
// It is exact for every size also where writes and flushes drop commands: the
// next lookup of one misses at every size, and the room that it leaves is
// filled before anything is evicted.
func LRU(ev *sim.Events) Curve {
	depths := depthsOf(ev)
	depths[0] = 0 // the misses of every size
	for n := 1; n < len(depths); n++ {
		depths[n] += depths[n-1]
	}
	return Curve{Requests: ev.Lookups(), hits: depths}
}

// depthsOf counts the lookups by their depth in the stack, from 1; 0 for those
// that it does not have.
func depthsOf(ev *sim.Events) []uint64 {
	if ids, ok := ev.LookupsOnly(); ok {
		return split(ids, ev.Commands(), min(runtime.GOMAXPROCS(0), 1+len(ids)/minShare))
	}
	depths := make([]uint64, ev.Commands()+1)
	newStack(ev.Commands()).replay(ev, func(_ uint32, depth int) { depths[depth]++ })
	return depths
}

// Hits is how many lookups a cache of size entries answers.
func (c Curve) Hits(size int) uint64 {
	if c.sample != nil {
		return uint64(math.Round(c.sample.ratio(&c, size) * float64(c.Requests)))
	}
	return c.hits[max(0, min(size, len(c.hits)-1))]
}

// HitRatio is Hits by Requests, from 0 to 1; 0 where there was no lookup.
func (c Curve) HitRatio(size int) float64 {
	if c.Requests == 0 {
		return 0
	}
	if c.sample != nil {
		return c.sample.ratio(&c, size)
	}
	return float64(c.Hits(size)) / float64(c.Requests)
}

// Max is the size above which nothing more is gained: the distinct commands.
func (c Curve) Max() int {
	if len(c.hits) == 0 {
		return 0
	}
	if c.sample != nil {
		return int(math.Ceil(float64(len(c.hits)-1) / c.sample.share))
	}
	return len(c.hits) - 1
}
