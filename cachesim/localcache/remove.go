package localcache

// Delete drops the given commands; those not stored are passed over.
func (c *Cache) Delete(commands ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, command := range commands {
		if e, ok := c.entries[command]; ok {
			c.remove(e)
			c.stats.Invalidations++
		}
	}
}

// InvalidateKey drops every command that names the key, as the server's push
// asks.
func (c *Cache) InvalidateKey(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for all := c.byKey[key]; len(all) > 0; all = c.byKey[key] {
		c.remove(all[len(all)-1].entry)
		c.stats.Invalidations++
	}
}

// Flush drops everything: the server flushed a database, or the connection
// that carried the invalidations was lost.
func (c *Cache) Flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Invalidations += uint64(len(c.entries))
	c.order.reset()
	c.clear()
}

func (c *Cache) clear() {
	c.entries = map[string]*entry{}
	c.byKey = index{}
	c.ages = newList(func(e *entry) *links { return &e.age })
}

func (c *Cache) expired(e *entry) bool {
	return c.opt.TTL > 0 && c.opt.Clock().Sub(e.stored) > c.opt.TTL
}

// evict makes room for one entry.
func (c *Cache) evict() {
	if oldest := c.ages.front(); c.expired(oldest) {
		c.remove(oldest)
		c.stats.Expirations++
		return
	}
	c.remove(c.order.victim())
	c.stats.Evictions++
}

// remove takes an entry out of every structure.
func (c *Cache) remove(e *entry) {
	delete(c.entries, e.command)
	c.ages.remove(e)
	c.order.remove(e)
	c.byKey.remove(e)
}
