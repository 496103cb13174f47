package sim

// twoQ is the full version of 2Q: Johnson and Shasha, "2Q: a low overhead high
// performance buffer management replacement algorithm" (VLDB 1994), with Kin a
// quarter and Kout a half of the size. A1in is a FIFO for what is new, where
// hits change nothing; what leaves it is remembered in A1out; what misses but
// is remembered goes to Am, an LRU list. A1in may fill the whole cache before
// anything is evicted.
type twoQ struct {
	*caches
	a1    []trail // by lane: A1in, and A1out behind it
	am    timeline
	tails *tails // of Am
	known set    // where A1out had the command looked up now
}

func newTwoQ(c *caches, _ Config) order {
	n := len(c.lanes)
	return &twoQ{
		caches: c, a1: newTrails(newPlaces(c.ev.Commands(), n)),
		am: newTimeline(c.ev, 1), tails: newTails(n),
	}
}

func (q *twoQ) prepare(ids []uint32) (read uint64) {
	slots := q.a1[0].places
	for _, id := range ids {
		read += uint64(q.mask[id]) + uint64(*q.am.mark(id, 0)) + uint64(*slots.of(id))
	}
	return read
}

func (q *twoQ) access(id uint32, held set, t int) {
	am := *q.am.mark(id, 0) & held
	q.known = 0
	for s := q.all &^ held; s != 0; s &= s - 1 {
		if q.a1[s.first()].recall(id) {
			q.known |= only(s.first())
		}
	}
	if am|q.known != 0 {
		*q.am.mark(id, 0) = 0
		q.am.move(id, t)
		*q.am.mark(id, 0) = am | q.known
	}
}

func (q *twoQ) evict(lane int, _ uint32) {
	size, a1 := q.lanes[lane].size, &q.a1[lane]
	if uint64(a1.len()) <= size/4 {
		place := q.am.take(q.tails, lane, 0)
		q.am.unmark(place, 0, lane)
		q.out(lane, q.ev.ids[place-1])
		return
	}
	q.out(lane, a1.let())
	if uint64(a1.remembered()) > size/2 {
		a1.forgetOldest()
	}
}

func (q *twoQ) add(id uint32, lanes set, _ int) {
	for s := lanes &^ q.known; s != 0; s &= s - 1 {
		q.a1[s.first()].push(id)
	}
}

func (q *twoQ) remove(lane int, id uint32) {
	if am := q.am.mark(id, 0); am.has(lane) {
		*am &^= only(lane)
		return
	}
	q.a1[lane].remove(id)
}

func (q *twoQ) forget(id uint32) {
	for i := range q.a1 {
		q.a1[i].recall(id)
	}
}
