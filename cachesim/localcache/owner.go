package localcache

// own notes whose connection an entry came by.
func (c *Cache) own(e *entry, owner uint64) {
	e.owned, e.owner = true, owner
	c.owners.add(owner, &e.ours)
}

func (c *Cache) disown(e *entry) {
	if e.owned {
		c.owners.remove(e.owner, &e.ours)
		e.owned = false
	}
}

// FlushOwner drops what came by an owner and voids its reservations: the
// connection is lost, and with it the invalidations.
func (c *Cache) FlushOwner(owner uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.owners[owner].back(); e != nil; e = c.owners[owner].back() {
		c.drop(e)
	}
}
