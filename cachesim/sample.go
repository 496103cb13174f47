package cachesim

import (
	"fmt"
	"math"
	"slices"

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
// the sizes, which are as in Grid; that of other policies is much alike. It is 0
// where nothing was left out.
//
// How many of the sample's commands stand between two lookups of one is binomial,
// and so is what they weigh, but for how much their weights differ.
func (t *Trace) Errors(sizes []int, inBytes bool) []float64 {
	s := t.scale(inBytes)
	if s.share == 1 {
		return make([]float64, len(sizes))
	}
	rooms := make([]curve.Room, len(sizes))
	for i, size := range sizes {
		entries := float64(size) * s.share / s.mean
		rooms[i] = curve.Room{Entries: entries, Error: math.Sqrt(entries * (1 - s.share) * s.spread)}
	}
	return curve.Errors(t.events, rooms, t.Lookups, t.Rate)
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

// Tell leaves out the sizes, which are as in Grid, that a sample cannot tell.
func (t *Trace) Tell(sizes []int, inBytes bool) []int {
	s := t.scale(inBytes)
	return slices.DeleteFunc(sizes, func(size int) bool {
		_, err := s.of(size)
		return err != nil
	})
}

// scaled gives the sizes of the caches that stand for those of the given sizes.
func (t *Trace) scaled(sizes []int, inBytes bool) ([]int, error) {
	s := t.scale(inBytes)
	small := make([]int, len(sizes))
	for i, size := range sizes {
		var err error
		if small[i], err = s.of(size); err != nil {
			return nil, err
		}
	}
	return small, nil
}

// scale is what sizes are scaled by.
type scale struct {
	share float64 // 1 where nothing was left out
	weights
	unit string // of a size, for errors
}

func (t *Trace) scale(inBytes bool) scale {
	s := scale{share: t.Share(), weights: weights{mean: 1, spread: 1}}
	if inBytes && s.share < 1 {
		s.weights, s.unit = t.weights(), " bytes"
	}
	return s
}

// of gives the size of the cache that stands for one of the given size.
func (s scale) of(size int) (int, error) {
	if s.share == 1 {
		return size, nil
	}
	small := int(math.Round(float64(size) * s.share))
	if entries := float64(small) / s.mean; entries < MinScaled {
		return 0, fmt.Errorf("cache size %d%s: at %.3g of the commands that is %d entries, too few to tell: want at least %d%s",
			size, s.unit, s.share, int(entries), int(math.Ceil(MinScaled*s.mean/s.share)), s.unit)
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
