package localcache

import "sync"

// Cache holds replies by command. All methods are safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	opt     Options
	entries table
	pending groups[string] // reservations by command
	byKey   groups[string] // entries and reservations
	owners  groups[uint64] // entries and reservations
	ages    list           // entries by the time of storing, where there is a TTL
	order   order
	spare   *entry // evicted, to be filled again
	weight  int64  // of the entries together
	stats   Stats
}

// Stats are counters since the cache was made.
type Stats struct {
	Hits, Misses  uint64 // of Get, and of GetBytes with the Reserve that follows a miss; an expired entry is a miss
	Evictions     uint64 // entries removed by the policy to make room
	Expirations   uint64 // entries removed because of their TTL
	Invalidations uint64 // entries removed by InvalidateKey, Delete, Flush or FlushOwner
	Discarded     uint64 // replies that came too late for their reservation
	TooLarge      uint64 // replies that alone are larger than MaxBytes
	Entries       int    // now in the cache
	Bytes         int64  // of these, where MaxBytes is given
}

// New makes an empty cache. It errs on negative bounds and unknown policies.
func New(opt Options) (*Cache, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	opt.complete()
	c := &Cache{opt: opt}
	c.order = newOrder(c)
	c.clear()
	return c, nil
}

// Get looks a command up, by the bytes that identify it, and gives the stored
// reply. The reply is shared: nobody may change it.
func (c *Cache) Get(command string) (reply any, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	reply, ok = c.serve(c.entries.find(c.entries.hash(command), command))
	if !ok {
		c.stats.Misses++
	}
	return reply, ok
}

// GetBytes is [Cache.Get] for a command held as bytes, which may be one that is
// never stored: it is [Cache.Reserve] that counts a miss. It allocates nothing.
func (c *Cache) GetBytes(command []byte) (reply any, ok bool) {
	c.mu.Lock()
	reply, ok = c.serve(c.entries.findBytes(command))
	c.mu.Unlock()
	return reply, ok
}

// serve gives the reply of what a lookup found; nil is nothing.
func (c *Cache) serve(e *entry) (reply any, ok bool) {
	if e != nil && c.expired(e) {
		c.expire(e)
		e = nil
	}
	if e == nil {
		return nil, false
	}
	c.stats.Hits++
	c.order.hit(e)
	return e.reply, true
}

// Len is how many replies are held, those expired but not yet noticed
// included.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.count
}

// Stats gives the counters.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Entries = c.entries.count
	if c.opt.MaxBytes > 0 {
		s.Bytes = c.weight
	}
	return s
}
