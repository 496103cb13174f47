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
	recency
	adaptive []adaptive // by lane
	known    set        // where B1 or B2 had the command looked up now
	frequent set        // where B2 had it
}

// adaptive is what ARC knows of one lane.
type adaptive struct {
	p      float64   // the target size of T1
	length [4]uint64 // of the lists
}

// The lists of ARC.
const (
	t1 = iota
	t2
	b1
	b2
)

func newARC(c *caches, _ Config) order {
	return &arc{caches: c, recency: newRecency(c.ev, len(c.lanes), 4), adaptive: make([]adaptive, len(c.lanes))}
}

// access is cases I to III of the paper but for the REPLACE.
func (a *arc) access(id uint32, _ set, t int) {
	a.touch(id, t)
	in := a.in(id)
	for s := in[t1]; s != 0; s &= s - 1 {
		l := &a.adaptive[s.first()]
		l.length[t1]--
		l.length[t2]++
	}
	in[t2] |= in[t1]
	in[t1] = 0
	a.known, a.frequent = in[b1]|in[b2], in[b2]
	if a.known != 0 {
		a.adapt(in)
	}
}

// in gives the lanes that have a command in each list.
func (a *arc) in(id uint32) *[4]set { return (*[4]set)(a.members[4*int(id):]) }

func (a *arc) adapt(in *[4]set) {
	for s := in[b1]; s != 0; s &= s - 1 {
		l := &a.adaptive[s.first()]
		delta := max(float64(l.length[b2])/float64(l.length[b1]), 1)
		l.p = min(l.p+delta, float64(a.lanes[s.first()].size))
		l.length[b1]--
	}
	for s := in[b2]; s != 0; s &= s - 1 {
		l := &a.adaptive[s.first()]
		delta := max(float64(l.length[b1])/float64(l.length[b2]), 1)
		l.p = max(l.p-delta, 0)
		l.length[b2]--
	}
	in[b1], in[b2] = 0, 0
}

// evict is case IV but for a ghost, and the REPLACE.
func (a *arc) evict(lane int, _ uint32) {
	l, size := &a.adaptive[lane], a.lanes[lane].size
	if !a.known.has(lane) {
		switch {
		case l.length[t1]+l.length[b1] >= size && l.length[b1] == 0:
			a.out(lane, a.shorten(lane, t1))
			return
		case l.length[t1]+l.length[b1] >= size:
			a.shorten(lane, b1)
		case l.length[b2] > 0 && l.length[t1]+l.length[t2]+l.length[b1]+l.length[b2] >= 2*size:
			a.shorten(lane, b2)
		}
	}
	n := float64(l.length[t1])
	if l.length[t2] == 0 || n > 0 && (n > l.p || n == l.p && a.frequent.has(lane)) {
		a.demote(lane, t1, b1)
	} else {
		a.demote(lane, t2, b2)
	}
}

func (a *arc) demote(lane, from, to int) {
	id := a.shorten(lane, from)
	a.out(lane, id)
	a.in(id)[to] |= only(lane)
	a.adaptive[lane].length[to]++
}

func (a *arc) shorten(lane, list int) uint32 {
	a.adaptive[lane].length[list]--
	return a.take(lane, list)
}

func (a *arc) add(id uint32, lanes set, _ int) {
	in := a.in(id)
	for s := lanes; s != 0; s &= s - 1 {
		list := t1
		if a.known.has(s.first()) {
			list = t2
		}
		a.adaptive[s.first()].length[list]++
	}
	in[t1] |= lanes &^ a.known
	in[t2] |= lanes & a.known
}

func (a *arc) remove(lane int, id uint32) {
	in := a.in(id)
	list := t1
	if in[t2].has(lane) {
		list = t2
	}
	a.adaptive[lane].length[list]--
	in[list] &^= only(lane)
}

func (a *arc) forget(id uint32) {
	in := a.in(id)
	for list := b1; list <= b2; list++ {
		for s := in[list]; s != 0; s &= s - 1 {
			a.adaptive[s.first()].length[list]--
		}
		in[list] = 0
	}
}
