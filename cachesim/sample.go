package cachesim

import (
	"fmt"
	"math"

	"github.com/vkcheck/vkcheck/cachesim/curve"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// MinScaled is the smallest size that a cache of a sample may have. Smaller
// ones do not behave like the whole: queues of a tenth of it have a handful of
// entries, and single commands count.
const MinScaled = 200

// Curve computes the LRU hit ratio at every size: exactly, or for a sample as
// an estimate.
//
// Of several connections with caches of their own it is the curve of one cache
// that they would share without sharing entries.
func (t *Trace) Curve() curve.Curve {
	c := curve.LRU(t.events)
	if t.Share() == 1 {
		return c
	}
	return c.Estimate(t.Lookups, t.Rate, t.Share())
}

// Errors gives the standard error of the LRU hit ratio of a sample at each of
// the sizes; that of other policies is much alike. It is 0 where nothing was
// left out.
func (t *Trace) Errors(sizes []int) []float64 {
	return curve.Errors(t.events, sizes, t.Lookups, t.Rate, t.Share())
}

// Sample gives a sample of a trace in memory, for a first look: rate is the
// share of its commands that are kept. It takes milliseconds for a million
// lookups.
func (t *Trace) Sample(rate float64, seed uint64) *Trace {
	small := *t
	renumbered := make([]uint32, t.events.Commands())
	highest, next := uint64(rate*(1<<64)), uint32(0)
	for id := range renumbered {
		renumbered[id] = sim.Gone
		if sim.Scatter(uint64(id), sim.Scatter(seed, 0)) <= highest {
			renumbered[id] = next
			next++
		}
	}
	small.events = t.events.Kept(renumbered)
	small.Rate *= rate
	small.Unique = uint64(math.Round(float64(next) / small.Rate))
	small.CompulsoryMisses = small.Unique
	small.texts = nil // of other numbers
	small.ahead = nil
	return &small
}

// scaled gives the size of the cache that stands for one of the given size.
func (t *Trace) scaled(size int) (int, error) {
	if t.Share() == 1 {
		return size, nil
	}
	small := int(math.Round(float64(size) * t.Share()))
	if small < MinScaled {
		return 0, fmt.Errorf("cache size %d: at %.3g of the commands that is %d entries, too few to tell: want at least %d", size, t.Share(), small, int(math.Ceil(MinScaled/t.Share())))
	}
	return small, nil
}

// whole makes of what a cache of the sample saw what the whole one would. The
// denominator is what the partition holds and not what the sample does: a
// sample has one hot command too many or too few, which hits at every size
// (SHARDS-adj).
func (t *Trace) whole(c sim.Counts) sim.Counts {
	if t.Rate == 1 {
		return c
	}
	for _, n := range []*uint64{
		&c.Cold, &c.Capacity, &c.Invalidated, &c.Expired, &c.StaleHits,
		&c.Evictions, &c.Expirations, &c.Invalidations, &c.Entries,
	} {
		*n = uint64(math.Round(float64(*n) / t.Rate))
	}
	misses := min(t.Lookups, c.Cold+c.Capacity+c.Invalidated+c.Expired)
	c.Requests, c.Hits = t.Lookups, t.Lookups-misses
	return c
}
