package sim

import "slices"

// spots is a queue of places of the trace, where commands were looked up. A spot
// counts as long as it is live, the last lookup of its command, which whoever
// takes it from the queue must see to. The zero value is empty.
type spots struct {
	ring       []spot // a power of two
	head, tail uint32 // slots, counted up for ever
}

type spot struct{ place, id uint32 }

func (q *spots) at(slot uint32) *spot { return &q.ring[slot&uint32(len(q.ring)-1)] }

func (q *spots) empty() bool { return q.head == q.tail }

// push puts a spot at the back. Where there is no room, live leaves out of the
// spots, in place, those that are not.
func (q *spots) push(s spot, live func([]spot) []spot) {
	if int(q.head-q.tail) == len(q.ring) {
		q.makeRoom(live)
	}
	*q.at(q.head) = s
	q.head++
}

// first is the spot that pop would take; there must be one.
func (q *spots) first() spot { return *q.at(q.tail) }

// pop takes the first spot; there must be one.
func (q *spots) pop() spot {
	q.tail++
	return *q.at(q.tail - 1)
}

// makeRoom leaves out what is not live, and doubles a full ring where that is
// little.
func (q *spots) makeRoom(live func([]spot) []spot) {
	size := max(4, len(q.ring))
	oldest := q.tail & uint32(max(len(q.ring), 1)-1)
	kept := live(slices.Concat(q.ring[oldest:], q.ring[:oldest]))
	if 2*len(kept) >= size {
		size *= 2
	}
	q.head, q.tail = uint32(len(kept)), 0
	q.ring = slices.Grow(kept, size-len(kept))[:size]
}
