package localcache

// Reservation is the right to store one reply that is on its way.
type Reservation struct {
	cache *Cache
	keys  []string
	entry entry // in the indexes like a stored one, until it is void
}

// Reserve announces that a reply of the command is about to be asked for, by
// the owner's connection; the keys are those that it reads, not to be changed
// until it is settled. An invalidation that overtakes the reply then voids the
// reservation. One command may have several. Each must end in
// [Reservation.Commit] or [Reservation.Cancel]: the cache holds it until then.
func (c *Cache) Reserve(command string, keys []string, owner uint64) *Reservation {
	r := &Reservation{cache: c, keys: keys, entry: entry{command: command, state: pending}}
	e := &r.entry
	e.place.entry, e.ours.entry = e, e
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Misses++
	c.pending.add(command, &e.place)
	c.name(e, keys)
	c.own(e, owner)
	return r
}

// Commit stores the reply as [Cache.Set] does, as its owner's. It stores
// nothing and is false where the command was deleted, one of its keys
// invalidated, or the cache or the owner flushed since Reserve, where the reply
// is too large, and where the reservation is settled already.
func (r *Reservation) Commit(reply any) bool {
	c := r.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.entry.state != pending {
		c.stats.Discarded++
		return false
	}
	c.void(&r.entry)
	e := c.set(r.entry.command, reply, r.keys)
	if e == nil {
		return false
	}
	c.own(e, r.entry.owner)
	return true
}

// Cancel gives the reservation up; a settled one stays as it is.
func (r *Reservation) Cancel() {
	c := r.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.entry.state == pending {
		c.void(&r.entry)
	}
}

// void takes a pending entry out of every structure.
func (c *Cache) void(e *entry) {
	e.state = void
	c.pending.remove(e.command, &e.place)
	c.unname(e)
	c.disown(e)
}
