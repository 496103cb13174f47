package localcache

import (
	"sync"
	"time"
)

// Cache holds replies by command. All methods are safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	opt     Options
	entries map[string]*entry
	byKey   index
	ages    list // by the time of storing
	order   order
	stats   Stats
}

// entry is one cached reply.
type entry struct {
	command string
	reply   any
	keys    []*mention
	stored  time.Time
	count   uint64 // hits, for LFU
	slot    int    // for RANDOM
	age     links  // in Cache.ages
	place   links  // in the order's list
}

// Stats are counters since the cache was made.
type Stats struct {
	Hits, Misses  uint64 // of Get; an expired entry is a miss
	Evictions     uint64 // entries removed by the policy to make room
	Expirations   uint64 // entries removed because of their TTL
	Invalidations uint64 // entries removed by InvalidateKey, Delete or Flush
	Entries       int    // now in the cache
}

// New makes an empty cache. It errs on negative bounds and unknown policies.
func New(opt Options) (*Cache, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	if opt.MaxEntries == 0 {
		opt.MaxEntries = DefaultMaxEntries
	}
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	c := &Cache{opt: opt}
	c.clear()
	c.order = newOrder(opt)
	return c, nil
}

// Get looks a command up, by the bytes that identify it, and gives the stored
// reply. The reply is shared: nobody may change it.
func (c *Cache) Get(command string) (reply any, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[command]
	if ok && c.expired(e) {
		c.remove(e)
		c.stats.Expirations++
		ok = false
	}
	if !ok {
		c.stats.Misses++
		return nil, false
	}
	c.stats.Hits++
	c.order.hit(e)
	return e.reply, true
}

// Set stores the reply of a command that reads the given keys; nil is a reply
// too. Of a command already stored, reply, keys and age are replaced; its
// place in the order of eviction and its hits stay, and nobody is evicted.
func (c *Cache) Set(command string, reply any, keys []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[command]
	if ok {
		c.byKey.remove(e)
		c.ages.remove(e)
	} else {
		if len(c.entries) >= c.opt.MaxEntries {
			c.evict()
		}
		e = &entry{command: command}
		c.entries[command] = e
		c.order.add(e)
	}
	e.reply, e.stored = reply, c.opt.Clock()
	c.ages.pushBack(e)
	c.byKey.add(e, keys)
}

// Len is how many replies are held, those expired but not yet noticed
// included.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

// Stats gives the counters.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Entries = len(c.entries)
	return s
}
