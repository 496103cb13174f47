package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// replayMixed replays events among which are writes, or which expire, or whose
// misses somebody wants to hear of; near are the commands of those to come.
func (c *caches) replayMixed(from, to int, near []uint32) {
	if c.fates != nil {
		memory.FetchRows(c.fates.of, 1, near)
	}
	for t := from; t < to; t++ {
		switch id := c.ev.ids[t]; c.ev.op(t) {
		case OpLookup:
			c.lookup(id, t)
		case OpDrop:
			c.drop(id)
		case OpExpire:
			c.end(id)
		case OpLifetime:
			if c.lifetime != nil {
				c.lifetime(id, t)
			}
		case OpFlush:
			c.flush(t)
		case OpStale:
			c.fates.of[id].stale |= c.order.held(id)
		case OpStaleAll:
			c.staleAll(t)
		case OpStore:
			c.store(id, t)
		}
	}
}

func (c *caches) lookup(id uint32, t int) {
	f := c.fates
	if f != nil && f.ages != nil {
		f.ages.now(t)
		if f.of[id].born < f.ages.young {
			c.expire(id)
		}
	}
	c.order.lookups(c.ev.ids[t:t+1], t)
	if f != nil {
		f.looked(c, id, t)
	}
	if c.missing != 0 && c.missed != nil {
		c.missed(id, uint8(c.missing), t)
	}
}

// store takes a command into all lanes that lack it; in the others it is new,
// too. That counts as no lookup.
func (c *caches) store(id uint32, t int) {
	f := c.fates
	if f.ages != nil {
		f.ages.now(t)
		c.expire(id)
		f.ages.store(id, c.all, t)
	}
	f.of[id] = fate{born: uint32(t)}
	c.order.lookups(c.ev.ids[t:t+1], t)
	f.given[c.missing]++
}

// looked notes what the last lookup, of a command that some lanes lacked and stored,
// changes about its fate.
func (f *fates) looked(c *caches, id uint32, t int) {
	fate, missing := &f.of[id], c.missing
	if missing != 0 {
		if missing&(fate.dropped|fate.expired) != 0 {
			f.invalidated[missing&fate.dropped]++
			f.expired[missing&fate.expired]++
			fate.dropped &^= missing
			fate.expired &^= missing
		}
		if f.ages != nil {
			if missing == c.all {
				fate.born = uint32(t)
			}
			f.ages.store(id, missing, t)
		}
	}
	if fate.stale != 0 {
		fate.stale &^= missing // these store what is true now
		f.staleHits[fate.stale]++
	}
}

// expire takes a command out of the lanes where it has expired.
func (c *caches) expire(id uint32) {
	held := c.order.held(id)
	if held == 0 {
		return
	}
	expired, born := c.fates.ages.expired(id, held)
	c.fates.of[id].born = born
	if expired != 0 {
		c.expireFrom(id, expired)
	}
}

func (c *caches) expireFrom(id uint32, lanes set) {
	c.remove(id, lanes)
	c.fates.of[id].expired |= lanes
	c.fates.expirations[lanes]++
}

// expireOldest removes the oldest entry of a lane that is full, if it has
// expired.
func (c *caches) expireOldest(lane int) bool {
	if c.fates.ages == nil {
		return false
	}
	id, ok := c.fates.ages.oldest(lane)
	if ok {
		c.expireFrom(id, only(lane))
	}
	return ok
}

// drop is the invalidation of one command.
func (c *caches) drop(id uint32) {
	if held := c.order.held(id); held != 0 {
		c.fates.of[id].dropped |= held
		c.fates.invalidations[held]++
		c.remove(id, held)
	}
	c.order.forget(id)
}

// end is the invalidation of one command whose key has expired.
func (c *caches) end(id uint32) {
	if held := c.order.held(id); held != 0 {
		c.expireFrom(id, held)
	}
	c.order.forget(id)
}

// flush drops all. Only what was looked up since the last flush can be inside
// or remembered, so that many flushes stay cheap.
func (c *caches) flush(t int) {
	for _, id := range c.ev.ids[c.flushed:t] {
		c.drop(id)
	}
	c.flushed = t + 1
}

// staleAll makes all that is inside stale. What was stored before the last
// change of all is stale already.
func (c *caches) staleAll(t int) {
	for _, id := range c.ev.ids[c.changed:t] {
		c.fates.of[id].stale |= c.order.held(id)
	}
	c.changed = t + 1
}

// remove takes a command out of lanes that hold it, but not by eviction.
func (c *caches) remove(id uint32, lanes set) {
	for s := lanes; s != 0; s &= s - 1 {
		c.room[s.first()]++
	}
	c.brim &^= lanes
	c.order.remove(id, lanes)
}
