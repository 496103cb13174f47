package localcache

// Delete drops the given commands, voids their reservations and forgets what the
// policy remembers of them; those not stored are passed over.
func (c *Cache) Delete(commands ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, command := range commands {
		hash := c.entries.hash(command)
		e := c.entries.find(hash, command)
		if e == nil {
			e = c.order.ghost(hash, command)
		}
		if e != nil {
			c.drop(e)
		}
		for e := c.pending[command].back(); e != nil; e = c.pending[command].back() {
			c.drop(e)
		}
	}
}

// InvalidateKey drops every command that names the key, as the server's push
// asks.
func (c *Cache) InvalidateKey(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.byKey[key].back(); e != nil; e = c.byKey[key].back() {
		c.drop(e)
	}
}

// Flush drops everything: the server flushed a database, or all connections
// that carried the invalidations were lost.
func (c *Cache) Flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.pending {
		for e := range l.all() {
			e.state = void
		}
	}
	c.stats.Invalidations += uint64(c.entries.count)
	c.clear()
}

// drop removes an entry that is no longer true, or voids one that has yet to
// come.
func (c *Cache) drop(e *entry) {
	switch e.state {
	case pending:
		c.void(e)
	case ghost:
		c.order.forget(e)
	default:
		c.remove(e)
		c.stats.Invalidations++
	}
}

func (c *Cache) clear() {
	c.entries = newTable()
	c.pending, c.byKey, c.owners = groups[string]{}, groups[string]{}, groups[uint64]{}
	c.ages = list{}
	c.weight, c.spare = 0, nil
	c.order.reset()
}

func (c *Cache) expired(e *entry) bool {
	return c.opt.TTL > 0 && c.opt.Clock().Sub(e.stored) > c.opt.TTL
}

// expire takes out an entry that has outlived the TTL.
func (c *Cache) expire(e *entry) {
	command := e.command
	c.remove(e)
	c.stats.Expirations++
	if c.opt.Expired != nil {
		c.opt.Expired(command)
	}
}

// evict takes one entry out to make room: the one stored longest ago if it has
// expired, whatever the policy; else whom the policy chooses.
func (c *Cache) evict() {
	if c.opt.TTL > 0 {
		if e := c.ages.front(); c.expired(e) {
			c.expire(e)
			return
		}
	}
	c.stats.Evictions++
	c.leave(c.order.evict())
}

// remove takes a stored entry out for another reason than want of room.
func (c *Cache) remove(e *entry) {
	c.order.remove(e)
	c.leave(e)
}

// leave takes an entry that the order has let go out of all else. A ghost
// stays under its keys.
func (c *Cache) leave(e *entry) {
	c.entries.remove(e)
	if c.opt.TTL > 0 {
		c.ages.remove(&e.age)
	}
	c.disown(e)
	c.weight -= e.weight
	e.reply = nil
	if e.state != ghost {
		c.retire(e)
	}
}

// retire takes an entry from its keys and keeps it to be filled again.
func (c *Cache) retire(e *entry) {
	c.unname(e)
	e.state, e.count = void, 0
	c.spare = e
}
