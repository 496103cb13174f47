package sim

// visit is a lookup of a command. It counts while it is the last one.
type visit struct{ id, t uint32 }

// visits is a queue of visits, many of which may not count any more. The zero
// value is empty.
type visits struct {
	ring       []visit // a power of two
	head, tail uint32  // slots, counted up for ever
}

// push puts a visit at the back. counts says of an older one whether it must
// be kept; it is asked when there is no room.
func (q *visits) push(v visit, counts func(visit) bool) {
	if int(q.head-q.tail) == len(q.ring) {
		q.makeRoom(counts)
	}
	q.ring[q.head&uint32(len(q.ring)-1)] = v
	q.head++
}

// pop takes the oldest visit that counts, if there is one.
func (q *visits) pop(counts func(visit) bool) (id uint32, ok bool) {
	for q.tail != q.head {
		v := q.ring[q.tail&uint32(len(q.ring)-1)]
		q.tail++
		if counts(v) {
			return v.id, true
		}
	}
	return 0, false
}

// makeRoom leaves out what does not count, and doubles the ring where that is
// little.
func (q *visits) makeRoom(counts func(visit) bool) {
	kept := make([]visit, 0, len(q.ring))
	for ; q.tail != q.head; q.tail++ {
		if v := q.ring[q.tail&uint32(len(q.ring)-1)]; counts(v) {
			kept = append(kept, v)
		}
	}
	size := max(4, len(q.ring))
	if 2*len(kept) >= size {
		size *= 2
	}
	q.ring = make([]visit, size)
	q.head, q.tail = uint32(copy(q.ring, kept)), 0
}
