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
	a1      *trails     // A1in, and A1out behind it
	am      timeline
	tails   *tails // of Am
}

type twoQEntry struct {
	place  uint32 // in Am
	in, am set    // the lanes that hold it, and those that hold it in Am
}

func newTwoQ(c *caches, _ Config) order {
	return &twoQ{
		caches: c, entries: memory.Make[twoQEntry](c.ev.Commands()),
		a1: newTrails(c.newPlaces()), am: newTimeline(c.ev), tails: newTails(len(c.lanes)),
	}
}

func (q *twoQ) held(id uint32) set { return q.entries[id].in }

func (q *twoQ) prepare(far, near []uint32) {
	memory.FetchRows(q.entries, 1, far)
	for _, id := range near {
		memory.Fetch(q.am, uint64(q.entries[id].place))
	}
}

func (q *twoQ) lookups(ids []uint32, t int) {
	for i, id := range ids {
		e := &q.entries[id]
		am := e.am
		for s := q.miss(e.in); s != 0; s &= s - 1 {
			lane := s.first()
			a1 := &q.a1[lane]
			remembered := a1.recall(id)
			if q.full(lane) {
				q.evict(lane)
			}
			if remembered {
				am |= only(lane)
			} else {
				a1.push(id)
			}
		}
		e.in = q.all
		if am != 0 {
			q.am[e.place] = 0
			e.place, e.am = uint32(t+i)+1, am
			q.am[e.place] = am
		}
	}
}

func (q *twoQ) evict(lane int) {
	size, a1 := q.lanes[lane].size, &q.a1[lane]
	if uint64(a1.len()) <= size/4 {
		e := &q.entries[q.ev.ids[q.am.take(q.tails, lane)-1]]
		e.in &^= only(lane)
		e.am &^= only(lane)
		return
	}
	memory.FetchRows(q.entries, 1, a1.soon())
	q.entries[a1.let()].in &^= only(lane)
	if uint64(a1.remembered()) > size/2 {
		a1.forgetOldest()
	}
}

func (q *twoQ) remove(id uint32, lanes set) {
	e := &q.entries[id]
	for s := lanes &^ e.am; s != 0; s &= s - 1 {
		q.a1[s.first()].remove(id)
	}
	q.am[e.place] &^= lanes
	e.in &^= lanes
	e.am &^= lanes
}

func (q *twoQ) forget(id uint32) { q.a1.forget(id) }
