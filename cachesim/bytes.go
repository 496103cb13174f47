package cachesim

import (
	"math/bits"

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

// bytes gives those of one lane.
func (w *weigher) bytes(t *Trace, lane int) *Bytes {
	return &Bytes{Requests: whole(t.bytes(), t.Rate), Hits: whole(t.bytes()-w.missed[lane], t.Rate)}
}

// Weighed says whether the trace was loaded with sizes, and has any.
func (t *Trace) Weighed() bool { return t.events.Weighed() }

// bytes is what all lookups together are about.
func (t *Trace) bytes() (total uint64) {
	for at := range t.events.Len() {
		if op, _, _ := t.events.At(at); op == sim.OpLookup {
			total += uint64(t.events.Weight(at))
		}
	}
	return total
}
