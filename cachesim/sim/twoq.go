package sim

// twoQ is the full version of 2Q: Johnson and Shasha, "2Q: a low overhead high
// performance buffer management replacement algorithm" (VLDB 1994), with Kin a
// quarter and Kout a half of the size. A1in is a FIFO for what is new, where
// hits change nothing; what leaves it is remembered in A1out; what misses but
// is remembered goes to Am, an LRU list. A1in may fill the whole cache before
// anything is evicted.
type twoQ struct {
	*caches
	a1in, a1out []queue
	am          recency
	ghosts      []set // by command: where A1out has it
	known       set   // where A1out had the command looked up now
}

func newTwoQ(c *caches, _ Config) order {
	n := len(c.lanes)
	p := newPlaces(c.ev.Commands(), n) // a ghost leaves when it is hit
	return &twoQ{
		caches: c, a1in: newQueues(c.some(p), n), a1out: newQueues(p, n),
		am: newRecency(c.ev, n, 1), ghosts: make([]set, c.ev.Commands()),
	}
}

func (q *twoQ) access(id uint32, _ set, t int) {
	q.known = q.ghosts[id]
	if q.known != 0 {
		q.forget(id)
	}
	if q.known|*q.am.member(id, 0) != 0 {
		q.am.touch(id, t)
	}
}

func (q *twoQ) evict(lane int, _ uint32) {
	size := q.lanes[lane].size
	if uint64(q.a1in[lane].len()) <= size/4 {
		q.out(lane, q.am.take(lane, 0))
		return
	}
	id := q.a1in[lane].pop()
	q.out(lane, id)
	q.a1out[lane].push(id)
	q.ghosts[id] |= only(lane)
	if uint64(q.a1out[lane].len()) > size/2 {
		q.ghosts[q.a1out[lane].pop()] &^= only(lane)
	}
}

func (q *twoQ) add(id uint32, lanes set, _ int) {
	*q.am.member(id, 0) |= lanes & q.known
	for s := lanes &^ q.known; s != 0; s &= s - 1 {
		q.a1in[s.first()].push(id)
	}
}

func (q *twoQ) remove(lane int, id uint32) {
	if am := q.am.member(id, 0); am.has(lane) {
		*am &^= only(lane)
		return
	}
	q.a1in[lane].remove(id)
}

func (q *twoQ) forget(id uint32) {
	for s := q.ghosts[id]; s != 0; s &= s - 1 {
		q.a1out[s.first()].remove(id)
	}
	q.ghosts[id] = 0
}
