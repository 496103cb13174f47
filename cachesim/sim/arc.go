package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// arc is ARC: Megiddo and Modha, "ARC: a self-tuning, low overhead replacement
// cache" (FAST 2003). T1 holds what was seen once, T2 what was seen again; B1
// and B2 remember what left them. A miss that B1 remembers makes the share of
// T1 grow, one that B2 remembers makes it shrink.
//
// All four are in the order of last access, also the ghosts, which left theirs
// in that order: T1 and B1 are one timeline in two parts, T2 and B2 another, so
// that a command is moved by the tails alone. The target p is not rounded.
type arc struct {
	*caches
	entries []arcEntry  // by command
	lists   [2]timeline // T1 and B1; T2 and B2
	tails   [4]*tails   // of the parts
	sides   [Lanes]adaptive
}

// arcEntry says where a command was accessed last, and the lanes where that put
// it into the one timeline and into the other. Who has been passed by the tail of
// a ghost list is in none.
type arcEntry struct {
	place uint32
	in    [2]set
}

// adaptive is what ARC knows of one lane.
type adaptive struct {
	p      float64   // the target size of T1
	length [4]uint64 // of the parts
	size   uint64
}

// The parts. Those with the same last bit share a timeline.
const (
	t1 = iota
	t2
	b1
	b2
)

func newARC(c *caches, _ Config) order {
	a := &arc{caches: c, entries: memory.Make[arcEntry](c.ev.Commands())}
	for list := range a.lists {
		a.lists[list] = newTimeline(c.ev)
	}
	for part := range a.tails {
		a.tails[part] = newTails(len(c.lanes))
	}
	for i, l := range c.lanes {
		a.sides[i].size = l.size
	}
	return a
}

func (a *arc) held(id uint32) set {
	once, again := a.before(&a.entries[id], t1)
	return once | again
}

// before are the lanes that have a command in the two parts from one on, T1 and T2
// or, with those, B1 and B2.
func (a *arc) before(e *arcEntry, first int) (once, again set) {
	return e.in[0] & a.tails[first].before(e.place), e.in[1] & a.tails[first+1].before(e.place)
}

func (a *arc) prepare(far, near []uint32) {
	memory.FetchRows(a.entries, 1, far)
	var places [2]batch
	var n [2]int
	for _, id := range near {
		e := &a.entries[id]
		for list := range places {
			n[list] = places[list].add(n[list], e.place, e.in[list] != 0)
		}
	}
	for list := range places {
		memory.FetchRows(a.lists[list], 1, places[list][:n[list]])
	}
}

func (a *arc) lookups(ids []uint32, t int) {
	for i, id := range ids {
		e := &a.entries[id]
		once, again := a.before(e, t1)
		missing := a.miss(once | again)
		var ghost1, ghost2 set
		if missing != 0 {
			ghost1, ghost2 = a.before(e, b1)
			ghost1, ghost2 = ghost1&missing, ghost2&missing
		}
		for s := once; s != 0; s &= s - 1 {
			l := &a.sides[s.first()]
			l.length[t1]--
			l.length[t2]++
		}
		known := ghost1 | ghost2
		a.move(e, uint32(t+i)+1, [2]set{missing &^ known, once | again | known})
		for s := known; s != 0; s &= s - 1 {
			lane := s.first()
			a.comeBack(lane, ghost2.has(lane))
		}
		for s := missing &^ known; s != 0; s &= s - 1 {
			a.store(s.first())
		}
	}
}

// move gives a command its new place and its lists.
func (a *arc) move(e *arcEntry, place uint32, in [2]set) {
	for list := range a.lists {
		if e.in[list] != 0 {
			a.lists[list][e.place] = 0
		}
		a.lists[list][place] = in[list]
	}
	e.place, e.in = place, in
}

// comeBack stores what a ghost list of a lane remembers, cases II and III of the
// paper.
func (a *arc) comeBack(lane int, frequent bool) {
	l := &a.sides[lane&(Lanes-1)]
	if frequent {
		delta := max(float64(l.length[b1])/float64(l.length[b2]), 1)
		l.p = max(l.p-delta, 0)
		l.length[b2]--
	} else {
		delta := max(float64(l.length[b2])/float64(l.length[b1]), 1)
		l.p = min(l.p+delta, float64(l.size))
		l.length[b1]--
	}
	if a.full(lane) {
		a.replace(lane, l, frequent)
	}
	l.length[t2]++
}

// store stores what is new to a lane, case IV of the paper.
func (a *arc) store(lane int) {
	l := &a.sides[lane&(Lanes-1)]
	if a.full(lane) {
		switch once := l.length[t1] + l.length[b1]; {
		case once < l.size:
			if l.length[b2] > 0 && once+l.length[t2]+l.length[b2] >= 2*l.size {
				a.forgetOldest(lane, b2)
			}
			a.replace(lane, l, false)
		case l.length[b1] > 0:
			a.forgetOldest(lane, b1)
			a.replace(lane, l, false)
		default:
			a.forgetOldest(lane, t1)
			a.tails[b1].pass(lane, a.tails[t1].at[lane]-1) // it is no ghost
		}
	}
	l.length[t1]++
}

// replace is the REPLACE of the paper.
func (a *arc) replace(lane int, l *adaptive, frequent bool) {
	n := float64(l.length[t1])
	if l.length[t2] == 0 || n > 0 && (n > l.p || n == l.p && frequent) {
		a.forgetOldest(lane, t1)
		l.length[b1]++
	} else {
		a.forgetOldest(lane, t2)
		l.length[b2]++
	}
}

// forgetOldest takes the least recent command out of a part.
func (a *arc) forgetOldest(lane int, part uint32) {
	a.lists[part&1].take(a.tails[part], lane)
	a.sides[lane&(Lanes-1)].length[part]--
}

func (a *arc) remove(id uint32, lanes set) {
	e := &a.entries[id]
	for list := range a.lists {
		for s := lanes & e.in[list]; s != 0; s &= s - 1 {
			a.sides[s.first()].length[list]--
		}
		a.lists[list][e.place] &^= lanes
		e.in[list] &^= lanes
	}
}

func (a *arc) forget(id uint32) {
	e := &a.entries[id]
	held := a.held(id)
	var ghosts [2]set
	ghosts[0], ghosts[1] = a.before(e, b1)
	for list := range a.lists {
		for s := ghosts[list] &^ held; s != 0; s &= s - 1 {
			a.sides[s.first()].length[list+b1]--
		}
		a.lists[list][e.place] &= held
		e.in[list] &= held
	}
}
