package localcache

// Set stores the reply of a command that reads the given keys; nil is a reply
// too. Of a command already stored, reply, keys, owner and age are replaced; its
// place in the order of eviction and its hits stay, and nobody is evicted,
// unless it has grown beyond MaxBytes.
func (c *Cache) Set(command string, reply any, keys []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(command, reply, keys)
}

// set gives the entry, which has no owner; nil where it is too large.
func (c *Cache) set(command string, reply any, keys []string) *entry {
	weight := c.weigh(command, reply, keys)
	hash := c.entries.hash(command)
	e := c.entries.find(hash, command)
	if e != nil && !c.fits(0, weight-e.weight) {
		c.remove(e) // it has outgrown its place
		e = nil
	}
	switch {
	case weight > c.opt.capacity():
		c.stats.TooLarge++
		return nil
	case e == nil:
		e = c.insert(command, hash, weight)
	default:
		c.unname(e)
		c.disown(e)
		c.order.resize(e, weight)
		c.weight += weight - e.weight
		e.weight = weight
	}
	e.reply = reply
	if c.opt.TTL > 0 {
		e.stored = c.opt.Clock()
		c.ages.moveToBack(&e.age)
	}
	c.name(e, keys)
	return e
}

// insert makes room for a new entry and stores it, without a reply.
func (c *Cache) insert(command string, hash uint64, weight int64) *entry {
	e := c.blank()
	e.command, e.hash, e.weight = command, hash, weight
	c.order.arrive(e)
	for !c.fits(1, weight) {
		c.evict()
	}
	e.state = stored
	c.entries.insert(e)
	c.weight += weight
	c.order.add(e)
	if c.opt.TTL > 0 {
		c.ages.pushBack(&e.age)
	}
	return e
}

// fits says whether there is room for more entries and more weight.
func (c *Cache) fits(entries int, weight int64) bool {
	return c.entries.count+entries <= c.opt.MaxEntries &&
		(c.opt.MaxBytes == 0 || c.weight+weight <= c.opt.MaxBytes)
}
