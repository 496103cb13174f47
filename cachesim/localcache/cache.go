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
	pending groups[string] // reservations by command
	byKey   groups[string] // entries and reservations
	owners  groups[uint64] // entries and reservations
	ages    list           // entries by the time of storing
	order   order
	stats   Stats
}

// entry is one reply, stored or reserved.
type entry struct {
	command string
	reply   any
	keys    []mention
	owner   uint64
	owned   bool
	pending bool // reserved: in Cache.pending by its place, not in ages and order
	stored  time.Time
	count   uint64 // hits, for LFU
	slot    int    // for RANDOM
	ours    node   // in Cache.owners
	age     node   // in Cache.ages
	place   node   // in the order's list
}

// Stats are counters since the cache was made.
type Stats struct {
	Hits, Misses  uint64 // of Get, and of GetBytes with the Reserve that follows a miss; an expired entry is a miss
	Evictions     uint64 // entries removed by the policy to make room
	Expirations   uint64 // entries removed because of their TTL
	Invalidations uint64 // entries removed by InvalidateKey, Delete, Flush or FlushOwner
	Discarded     uint64 // replies that came too late for their reservation
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
	reply, ok = c.serve(c.entries[command])
	if !ok {
		c.stats.Misses++
	}
	return reply, ok
}

// GetBytes is [Cache.Get] for a command held as bytes, which may be one that is
// never stored: it is [Cache.Reserve] that counts a miss. It allocates nothing.
func (c *Cache) GetBytes(command []byte) (reply any, ok bool) {
	c.mu.Lock()
	reply, ok = c.serve(c.entries[string(command)])
	c.mu.Unlock()
	return reply, ok
}

// serve gives the reply of what a lookup found; nil is nothing.
func (c *Cache) serve(e *entry) (reply any, ok bool) {
	if e != nil && c.expired(e) {
		c.remove(e)
		c.stats.Expirations++
		e = nil
	}
	if e == nil {
		return nil, false
	}
	c.stats.Hits++
	c.order.hit(e)
	return e.reply, true
}

// Set stores the reply of a command that reads the given keys; nil is a reply
// too. Of a command already stored, reply, keys, owner and age are replaced; its
// place in the order of eviction and its hits stay, and nobody is evicted.
func (c *Cache) Set(command string, reply any, keys []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(command, reply, keys)
}

// set gives the entry, which has no owner.
func (c *Cache) set(command string, reply any, keys []string) *entry {
	e := c.entries[command]
	if e != nil {
		c.unname(e)
		c.disown(e)
		c.ages.remove(&e.age)
	} else {
		e = c.blank()
		e.command = command
		c.entries[command] = e
		c.order.add(e)
	}
	e.reply = reply
	if c.opt.TTL > 0 {
		e.stored = c.opt.Clock()
	}
	c.ages.pushBack(&e.age)
	c.name(e, keys)
	return e
}

// blank is an entry to be filled: a new one, or in a full cache the one that
// makes room.
func (c *Cache) blank() *entry {
	if len(c.entries) >= c.opt.MaxEntries {
		e := c.evict()
		e.count = 0
		return e
	}
	e := new(entry)
	e.age.entry, e.place.entry, e.ours.entry = e, e, e
	return e
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
