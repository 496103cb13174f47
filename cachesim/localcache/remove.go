package localcache

// Delete drops the given commands and voids their reservations; those not
// stored are passed over.
func (c *Cache) Delete(commands ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, command := range commands {
		if e := c.entries[command]; e != nil {
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
			e.pending = false
		}
	}
	c.stats.Invalidations += uint64(len(c.entries))
	c.order.reset()
	c.clear()
}

// drop removes an entry that is no longer true, or voids one that has yet to
// come.
func (c *Cache) drop(e *entry) {
	if e.pending {
		c.void(e)
		return
	}
	c.remove(e)
	c.stats.Invalidations++
}

func (c *Cache) clear() {
	c.entries = map[string]*entry{}
	c.pending, c.byKey, c.owners = groups[string]{}, groups[string]{}, groups[uint64]{}
	c.ages = list{}
}

func (c *Cache) expired(e *entry) bool {
	return c.opt.TTL > 0 && c.opt.Clock().Sub(e.stored) > c.opt.TTL
}

// evict makes room for one entry, and gives the one that went.
func (c *Cache) evict() *entry {
	e := c.ages.front()
	if c.expired(e) {
		c.stats.Expirations++
	} else {
		e = c.order.victim()
		c.stats.Evictions++
	}
	c.remove(e)
	return e
}

// remove takes a stored entry out of every structure.
func (c *Cache) remove(e *entry) {
	delete(c.entries, e.command)
	c.ages.remove(&e.age)
	c.order.remove(e)
	c.unname(e)
	c.disown(e)
}
