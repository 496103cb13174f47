package localcache

// order is an eviction policy over the entries of the cache.
type order interface {
	// arrive says that a new entry is about to come; then room is made for it.
	arrive(*entry)
	add(*entry)
	hit(*entry)
	// evict lets an entry go to make room; there is one at least.
	evict() *entry
	// remove lets an entry go for another reason.
	remove(*entry)
	// ghost is what is remembered of a command that was evicted, or nil.
	ghost(hash uint64, command string) *entry
	// forget drops a ghost: one of its keys was written.
	forget(*entry)
	// resize says that a stored entry is about to weigh more or less.
	resize(e *entry, weight int64)
	reset()
}

func newOrder(c *Cache) order {
	switch c.opt.Policy {
	case LFU:
		return new(lfu)
	case RANDOM:
		return &random{seed: c.opt.Seed}
	case SIEVE:
		return new(sieve)
	case S3FIFO:
		return &s3fifo{cache: c, capacity: c.opt.capacity()}
	case WTinyLFU:
		return newWTinyLFU(c.opt)
	}
	return new(lru)
}

// simple is the part of a policy that remembers nothing of what has gone and
// for which all entries weigh the same.
type simple struct{}

func (simple) arrive(*entry)               {}
func (simple) ghost(uint64, string) *entry { return nil }
func (simple) forget(*entry)               {}
func (simple) resize(*entry, int64)        {}
