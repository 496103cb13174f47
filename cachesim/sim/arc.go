package sim

// arc is ARC: Megiddo and Modha, "ARC: a self-tuning, low overhead replacement
// cache" (FAST 2003). T1 holds what was seen once, T2 what was seen again; B1
// and B2 remember what left them. A miss that B1 remembers makes the share of
// T1 grow, one that B2 remembers makes it shrink.
//
// All four are in the order of last access, also the ghosts, which left theirs
// in that order. The target p is not rounded.
type arc struct {
	*caches
	timeline            // one list is T1 and B1, the other T2 and B2
	adaptive []adaptive // by lane
	tails    [4]*tails  // of the lists
	known    set        // where B1 or B2 had the command looked up now
	frequent set        // where B2 had it
}

// adaptive is what ARC knows of one lane.
type adaptive struct {
	p      float64   // the target size of T1
	length [4]uint64 // of the lists
}

// The lists of ARC. Of the two in the timeline, those with the same last bit
// share one.
const (
	t1 = iota
	t2
	b1
	b2
)

func newARC(c *caches, _ Config) order {
	c.mask = nil
	a := &arc{caches: c, timeline: newTimeline(c.ev, 2), adaptive: make([]adaptive, len(c.lanes))}
	for list := range a.tails {
		a.tails[list] = newTails(len(c.lanes))
	}
	return a
}

// held are the lanes that have a command before a ghost's tail.
func (a *arc) held(id uint32) set {
	place := a.last[id]
	once, again := *a.mark(id, t1), *a.mark(id, t2)
	return once&a.tails[t1].before(place) | again&a.tails[t2].before(place)
}

func (a *arc) prepare(ids []uint32) (read uint64) {
	for _, id := range ids {
		read += uint64(*a.mark(id, t1))
	}
	return read
}

// access is cases I to III of the paper but for the REPLACE.
func (a *arc) access(id uint32, held set, t int) {
	once, again := a.mark(id, t1), a.mark(id, t2)
	for s := *once & held; s != 0; s &= s - 1 {
		l := &a.adaptive[s.first()]
		l.length[t1]--
		l.length[t2]++
	}
	a.known, a.frequent = (*once|*again)&^held, *again&^held
	if a.known != 0 {
		a.adapt(*once &^ held)
	}
	*once, *again = 0, 0
	a.move(id, t)
	*a.mark(id, t2) = held | a.known
}

// adapt moves the targets of the lanes where a ghost is looked up, and takes it
// from B1 in some, from B2 in the others.
func (a *arc) adapt(once set) {
	for s := once; s != 0; s &= s - 1 {
		l := &a.adaptive[s.first()]
		delta := max(float64(l.length[b2])/float64(l.length[b1]), 1)
		l.p = min(l.p+delta, float64(a.lanes[s.first()].size))
		l.length[b1]--
	}
	for s := a.frequent; s != 0; s &= s - 1 {
		l := &a.adaptive[s.first()]
		delta := max(float64(l.length[b1])/float64(l.length[b2]), 1)
		l.p = max(l.p-delta, 0)
		l.length[b2]--
	}
}

// evict is case IV but for a ghost, and the REPLACE.
func (a *arc) evict(lane int, _ uint32) {
	l, size := &a.adaptive[lane], a.lanes[lane].size
	if !a.known.has(lane) {
		switch {
		case l.length[t1]+l.length[b1] >= size && l.length[b1] == 0:
			a.outAt(lane, a.forgetOldest(lane, t1)-1)
			return
		case l.length[t1]+l.length[b1] >= size:
			a.forgetOldest(lane, b1)
		case l.length[b2] > 0 && l.length[t1]+l.length[t2]+l.length[b1]+l.length[b2] >= 2*size:
			a.forgetOldest(lane, b2)
		}
	}
	n := float64(l.length[t1])
	if l.length[t2] == 0 || n > 0 && (n > l.p || n == l.p && a.frequent.has(lane)) {
		a.demote(lane, t1, b1)
	} else {
		a.demote(lane, t2, b2)
	}
}

// demote evicts the least recent entry of a list and remembers it in another.
func (a *arc) demote(lane int, from, to uint32) {
	l := &a.adaptive[lane]
	l.length[from]--
	l.length[to]++
	a.outAt(lane, a.take(a.tails[from], lane, from)-1)
}

// forgetOldest takes the least recent command out of a list.
func (a *arc) forgetOldest(lane int, list uint32) (place uint32) {
	place = a.take(a.tails[list], lane, list&1)
	a.unmark(place, list&1, lane)
	a.adaptive[lane].length[list]--
	return place
}

func (a *arc) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		list := t1
		if a.known.has(s.first()) {
			list = t2
		}
		a.adaptive[s.first()].length[list]++
	}
	*a.mark(id, t1) = lanes &^ a.known
}

func (a *arc) remove(lane int, id uint32) {
	for list := range uint32(2) {
		if in := a.mark(id, list); in.has(lane) {
			a.adaptive[lane].length[list]--
			*in &^= only(lane)
		}
	}
}

func (a *arc) forget(id uint32) {
	for list := range uint32(2) {
		in := a.mark(id, list)
		for s := *in &^ a.held(id); s != 0; s &= s - 1 {
			a.adaptive[s.first()].length[list+b1]--
		}
		*in &= a.held(id)
	}
}
