package sim

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

// push puts a spot at the back. Where there is no room, spots are left out that
// are not live.
func (q *spots) push(s spot, live func(spot) bool) {
	if int(q.head-q.tail) == len(q.ring) {
		q.makeRoom(live)
	}
	*q.at(q.head) = s
	q.head++
}

// pop takes the first spot; there must be one.
func (q *spots) pop() spot {
	q.tail++
	return *q.at(q.tail - 1)
}

// soon is about what pop gives some calls later, see queue.
func (q *spots) soon() []spot {
	if q.tail%later != 0 {
		return nil
	}
	return eightLater(q.ring, q.tail)
}

// makeRoom leaves out what is not live, and doubles the ring where that is
// little.
func (q *spots) makeRoom(live func(spot) bool) {
	kept := make([]spot, 0, len(q.ring))
	for !q.empty() {
		if s := q.pop(); live(s) {
			kept = append(kept, s)
		}
	}
	size := max(4, len(q.ring))
	if 2*len(kept) >= size {
		size *= 2
	}
	q.ring = make([]spot, size)
	q.head, q.tail = uint32(copy(q.ring, kept)), 0
}
