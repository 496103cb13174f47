package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// twoQ is the full version of 2Q: Johnson and Shasha, "2Q: a low overhead high
// performance buffer management replacement algorithm" (VLDB 1994), with Kin a
// quarter and Kout a half of the size. A1in is a FIFO for what is new, where
// hits change nothing; what leaves it is remembered in A1out; what misses but
// is remembered goes to Am, an LRU list. A1in may fill the whole cache before
// anything is evicted.
type twoQ struct {
	*caches
	entries []twoQEntry // by command
	a1      *tickets    // A1in, and A1out behind it
	am      timeline
	tails   *tails // of Am
}

// twoQEntry says where a command was accessed last in Am, and in which lanes; those
// whose tail has passed that place have evicted it.
type twoQEntry struct {
	place uint32
	am    set
}

func newTwoQ(c *caches, _ Config) order {
	return &twoQ{
		caches: c, entries: memory.Make[twoQEntry](c.ev.Commands()),
		a1: newTickets(c.ev.Commands(), len(c.lanes)), am: newTimeline(c.ev), tails: newTails(len(c.lanes)),
	}
}

func (q *twoQ) held(id uint32) set {
	inside, _ := q.a1.look(q.a1.of(id))
	return q.inAm(&q.entries[id]) | inside
}

func (q *twoQ) inAm(e *twoQEntry) set { return e.am & q.tails.before(e.place) }

func (q *twoQ) prepare(far, near []uint32) {
	memory.FetchRows(q.entries, 1, far)
	var places, others batch
	n := 0
	for i, id := range near {
		e := &q.entries[id]
		places[i] = e.place
		n = others.add(n, id, e.am != q.all)
	}
	memory.FetchRows(q.am, 1, places[:len(near)])
	q.a1.fetch(others[:n])
}

func (q *twoQ) lookups(ids []uint32, t int) {
	for i, id := range ids {
		e := &q.entries[id]
		am, row := q.inAm(e), q.a1.of(id)
		var inside, remembered set
		if am != q.all {
			inside, remembered = q.a1.look(row)
		}
		missing := q.miss(am | inside)
		for s := missing; s != 0; s &= s - 1 {
			lane := s.first()
			a1 := &q.a1.lanes[lane]
			if remembered.has(lane) {
				a1.recall(&row[lane])
			}
			if q.full(lane) {
				q.evict(lane, a1)
			}
			if !remembered.has(lane) {
				row[lane] = a1.draw()
			}
		}
		if am |= missing & remembered; am != 0 {
			q.move(e, am, uint32(t+i)+1)
		}
	}
}

// move makes a command the most recent of Am.
func (q *twoQ) move(e *twoQEntry, am set, place uint32) {
	q.am[e.place] = 0
	e.place, e.am = place, am
	q.am[place] = am
}

func (q *twoQ) evict(lane int, a1 *line) {
	size := q.lanes[lane].size
	if uint64(a1.len()) <= size/4 {
		q.am.take(q.tails, lane)
		return
	}
	a1.let()
	if uint64(a1.remembered()) > size/2 {
		a1.forgetOldest()
	}
}

func (q *twoQ) remove(id uint32, lanes set) {
	e, row := &q.entries[id], q.a1.of(id)
	for s := lanes &^ q.inAm(e); s != 0; s &= s - 1 {
		lane := s.first()
		q.a1.lanes[lane].remove(&row[lane])
	}
	q.am[e.place] &^= lanes
	e.am &^= lanes
}

func (q *twoQ) forget(id uint32) { q.a1.forget(id) }
