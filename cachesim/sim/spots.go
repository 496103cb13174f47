package sim

// spots is a queue of places of the trace, where commands were looked up. A
// place counts as long as it is live, the last lookup of its command; others
// are left out sooner or later. The zero value is empty.
type spots struct {
	ring       []uint32 // a power of two
	head, tail uint32   // slots, counted up for ever
}

func (q *spots) at(slot uint32) *uint32 { return &q.ring[slot&uint32(len(q.ring)-1)] }

// push puts a place at the back.
func (q *spots) push(place uint32, live bitmap) {
	if int(q.head-q.tail) == len(q.ring) {
		q.makeRoom(live)
	}
	*q.at(q.head) = place
	q.head++
}

// more says whether there is a live place, and makes it the first.
func (q *spots) more(live bitmap) bool {
	for ; q.tail != q.head; q.tail++ {
		if live.has(*q.at(q.tail)) {
			return true
		}
	}
	return false
}

// pop takes the first place; there must be one.
func (q *spots) pop() uint32 {
	q.tail++
	return *q.at(q.tail - 1)
}

// makeRoom leaves out what is not live, and doubles the ring where that is
// little.
func (q *spots) makeRoom(live bitmap) {
	kept := make([]uint32, 0, len(q.ring))
	for q.more(live) {
		kept = append(kept, q.pop())
	}
	size := max(4, len(q.ring))
	if 2*len(kept) >= size {
		size *= 2
	}
	q.ring = make([]uint32, size)
	q.head, q.tail = uint32(copy(q.ring, kept)), 0
}
