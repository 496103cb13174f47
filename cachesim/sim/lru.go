package sim

// lru evicts what was looked up longest ago.
//
// The event of its last lookup is a command's place in the queue, the same for
// all sizes: a cache holds what has its place at or after the cache's tail, but
// for what was removed.
type lru struct {
	*caches
	last    []uint32 // by command: its last lookup, counted from 1
	live    bitmap   // the places that are last lookups
	tails   *tails
	removed []set // by command: the lanes that lack it all the same; nil for none
}

func newLRU(c *caches, _ Config) order {
	l := &lru{
		caches: c, last: make([]uint32, c.ev.Commands()),
		live: newBitmap(c.ev.Len() + 1), tails: newTails(len(c.lanes)),
	}
	c.mask = nil
	if c.removes() {
		l.removed = make([]set, c.ev.Commands())
	}
	return l
}

func (l *lru) held(id uint32) set {
	held := l.tails.before(l.last[id])
	if l.removed != nil {
		held &^= l.removed[id]
	}
	return held
}

func (l *lru) prepare(ids []uint32) (read uint64) {
	for _, id := range ids {
		read += l.live[l.last[id]>>6]
	}
	return read
}

func (l *lru) access(id uint32, _ set, t int) {
	l.live.clear(l.last[id])
	l.last[id] = uint32(t) + 1
	l.live.set(uint32(t) + 1)
}

func (l *lru) evict(lane int, _ uint32) {
	for {
		place := l.live.next(l.tails[lane])
		l.tails[lane] = place + 1
		if l.removed == nil || !l.removed[l.ev.ids[place-1]].has(lane) {
			l.outAt(lane, place-1)
			return
		}
	}
}

func (l *lru) add(id uint32, _ set, _ int) {
	if l.removed != nil {
		l.removed[id] = 0
	}
}

func (l *lru) remove(lane int, id uint32) { l.removed[id] |= only(lane) }
