package sim

// lru evicts what was looked up longest ago.
type lru struct {
	*caches
	recency
}

func newLRU(c *caches, _ Config) order { return &lru{c, newRecency(c.ev, len(c.lanes), 1)} }

func (l *lru) access(id uint32, _ set, t int) { l.touch(id, t) }

func (l *lru) evict(lane int, _ uint32) { l.out(lane, l.take(lane, 0)) }

func (l *lru) add(id uint32, lanes set, _ int) { *l.member(id, 0) |= lanes }

func (l *lru) remove(lane int, id uint32) { *l.member(id, 0) &^= only(lane) }
