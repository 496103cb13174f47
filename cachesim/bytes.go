package cachesim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// Bytes counts the bytes of values that lookups were about, as the trace tells.
type Bytes struct {
	Requests uint64 // of all lookups
	Hits     uint64 // of those that hit
}

// weigher adds up the bytes of the misses of one job.
type weigher struct {
	events *sim.Events
	missed [sim.Lanes]uint64
}

func (w *weigher) miss(_ uint32, lanes uint8, at int) {
	weight := uint64(w.events.Weight(at))
	for ; lanes != 0; lanes &= lanes - 1 {
		w.missed[bits.TrailingZeros8(lanes)] += weight
	}
}

// bytes gives those of one lane. As with requests, the misses of a sample are
// scaled, and not what it has in all.
func (w *weigher) bytes(t *Trace, lane int) *Bytes {
	return &Bytes{Requests: t.Sampled.Bytes, Hits: t.Sampled.Bytes - min(t.Sampled.Bytes, whole(w.missed[lane], t.Rate))}
}

// weights are how much the entries of a trace weigh in a cache bounded in bytes.
type weights struct {
	mean   float64 // bytes
	spread float64 // the mean of the squares beside the square of the mean
}

func (t *Trace) weights() weights {
	last := make([]uint32, t.events.Commands())
	if len(last) == 0 {
		return weights{mean: localcache.EntryOverhead, spread: 1}
	}
	for at := range t.events.Len() {
		switch op, id, _ := t.events.At(at); op {
		case sim.OpLookup, sim.OpStore:
			last[id] = t.events.Weight(at)
		}
	}
	sum, squares := 0.0, 0.0
	for _, bytes := range last {
		weight := localcache.EntryOverhead + float64(bytes)
		sum += weight
		squares += weight * weight
	}
	n := float64(len(last))
	return weights{mean: sum / n, spread: squares * n / (sum * sum)}
}

// Weighed says whether the trace was loaded with sizes, and has any.
func (t *Trace) Weighed() bool { return t.events.Weighed() }
