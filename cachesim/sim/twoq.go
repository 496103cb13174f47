package sim

// twoQ is the full version of 2Q: Johnson and Shasha, "2Q: a low overhead high
// performance buffer management replacement algorithm" (VLDB 1994), with Kin a
// quarter and Kout a half of the size. A1in is a FIFO for what is new, where
// hits change nothing; what leaves it is remembered in A1out; what misses but
// is remembered goes to Am, an LRU list. A1in may fill the whole cache before
// anything is evicted.
type twoQ struct {
	flow // A1in and, behind it, A1out; and Am
}

func newTwoQ(c *caches, _ Config) order { return &twoQ{newFlow(c)} }

func (q *twoQ) lookups(ids []uint32, t int) {
	q.flow.lookups(ids, t, q.store)
}

// store stores a command in the odd lanes, and gives those where it comes into Am.
func (q *twoQ) store(id uint32) (am set) {
	row := q.lines.of(id)
	for s := q.odd; s != 0; s &= s - 1 {
		lane := s.first()
		a1, size := q.stop(lane), q.lanes[lane].size
		remembered := row[lane] >= a1.end
		if remembered {
			a1.recall(&row[lane])
			am |= only(lane)
		}
		if q.full(lane) {
			q.evict(lane, a1, size)
		}
		if !remembered {
			row[lane] = a1.draw()
		}
		// What is new goes on like evict while A1in is too large and A1out full.
		q.goOn(lane, uint64(a1.len()) > size/4 && uint64(a1.remembered()) == size/2)
	}
	return am
}

// evict makes room: in A1in if that has more than its share, or else in Am.
func (q *twoQ) evict(lane int, a1 *line, size uint64) {
	if uint64(a1.len()) <= size/4 {
		q.list.take(&q.tails, lane)
		return
	}
	a1.let()
	if uint64(a1.remembered()) > size/2 {
		a1.forgetOldest()
	}
}

func (q *twoQ) remove(id uint32, lanes set) {
	row := q.lines.of(id)
	for s := lanes &^ q.in(id); s != 0; s &= s - 1 {
		lane := s.first()
		q.stop(lane).remove(&row[lane])
		q.goOn(lane, false)
	}
	q.list[q.last[id]] &^= lanes
}

func (q *twoQ) forget(id uint32) {
	row := q.lines.of(id)
	for lane := range q.lanes {
		if row[lane] < q.front[lane] && row[lane] >= q.end[lane] {
			q.stop(lane).recall(&row[lane])
			q.goOn(lane, false)
		}
	}
}
