package sim

// expire takes a command out of the lanes where it has expired, and gives those
// that still hold it.
func (c *caches) expire(id uint32, held set) set {
	for s := held; s != 0; s &= s - 1 {
		if i := s.first(); c.ages.expired(i, id) {
			c.expireFrom(i, id)
			held &^= only(i)
		}
	}
	return held
}

func (c *caches) expireFrom(lane int, id uint32) {
	c.remove(lane, id)
	c.expired[id] |= only(lane)
	c.lanes[lane].Expirations++
}

// drop is the invalidation of one command.
func (c *caches) drop(id uint32) {
	held := c.order.held(id)
	c.dropped[id] |= held
	for s := held; s != 0; s &= s - 1 {
		c.remove(s.first(), id)
		c.lanes[s.first()].Invalidations++
	}
	if f, ok := c.order.(forgetter); ok {
		f.forget(id)
	}
}

// flush drops all. Only what was looked up since the last flush can be inside
// or remembered, so that many flushes stay cheap.
func (c *caches) flush(t int) {
	for _, id := range c.ev.ids[c.flushed:t] {
		c.drop(id)
	}
	c.flushed = t + 1
}

// remove takes an entry out that was not evicted.
func (c *caches) remove(lane int, id uint32) {
	c.lanes[lane].Entries--
	if c.mask != nil {
		c.mask[id] &^= only(lane)
	}
	c.order.remove(lane, id)
	if c.ages != nil {
		c.ages.remove(lane, id)
	}
}

// blame counts why some lanes miss a command, where eviction was not why.
func (c *caches) blame(id uint32, missing set) {
	if c.dropped != nil {
		for s := missing & c.dropped[id]; s != 0; s &= s - 1 {
			c.lanes[s.first()].Invalidated++
		}
		c.dropped[id] &^= missing
	}
	if c.expired != nil {
		for s := missing & c.expired[id]; s != 0; s &= s - 1 {
			c.lanes[s.first()].Expired++
		}
		c.expired[id] &^= missing
	}
}
