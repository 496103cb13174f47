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

// adapt moves the target and lets a command leave the ghost list that remembers it,
// cases II and III of the paper.
func (l *adaptive) adapt(frequent bool) {
	if frequent {
		delta := max(float64(l.length[b1])/float64(l.length[b2]), 1)
		l.p = max(l.p-delta, 0)
		l.length[b2]--
	} else {
		delta := max(float64(l.length[b2])/float64(l.length[b1]), 1)
		l.p = min(l.p+delta, float64(l.size))
		l.length[b1]--
	}
}

// forgets gives the part of a full lane whose oldest is forgotten for what is new,
// case IV of the paper, and none where that is not needed. Unless it is T1 an entry
// is evicted, too.
func (l *adaptive) forgets() uint32 {
	switch once := l.length[t1] + l.length[b1]; {
	case once >= l.size && l.length[b1] > 0:
		return b1
	case once >= l.size:
		return t1
	case l.length[b2] > 0 && once+l.length[t2]+l.length[b2] >= 2*l.size:
		return b2
	default:
		return none
	}
}

// evicts gives the part that an entry is evicted from, REPLACE of the paper.
func (l *adaptive) evicts(frequent bool) uint32 {
	n := float64(l.length[t1])
	if l.length[t2] == 0 || n > 0 && (n > l.p || n == l.p && frequent) {
		return t1
	}
	return t2
}

func newARC(c *caches, _ Config) order {
	if c.steady() {
		return newSteadyARC(c)
	}
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

// comeBack stores what a ghost list of a lane remembers.
func (a *arc) comeBack(lane int, frequent bool) {
	l := &a.sides[lane&(Lanes-1)]
	l.adapt(frequent)
	if a.full(lane) {
		a.replace(lane, l, frequent)
	}
	l.length[t2]++
}

// store stores what is new to a lane.
func (a *arc) store(lane int) {
	l := &a.sides[lane&(Lanes-1)]
	if a.full(lane) {
		switch part := l.forgets(); part {
		case t1:
			a.forgetOldest(lane, t1)
			a.tails[b1].pass(lane, a.tails[t1].at[lane]-1) // it is no ghost
		case b1, b2:
			a.forgetOldest(lane, part)
			fallthrough
		default:
			a.replace(lane, l, false)
		}
	}
	l.length[t1]++
}

// replace evicts an entry, which is remembered.
func (a *arc) replace(lane int, l *adaptive, frequent bool) {
	part := l.evicts(frequent)
	a.forgetOldest(lane, part)
	l.length[part+b1]++
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
