package sim

import (
	"context"
	"time"
)

// replayer is one policy at one or more sizes, fed event by event.
type replayer interface {
	lookup(id uint32, t int) // t is the event's place in the trace
	drop(id uint32)
	flush(t int)
}

// drive feeds the whole trace to r, or what comes before ctx ends.
func drive(ctx context.Context, ev *Events, r replayer) {
	for from, to := range ev.blocks(ctx) {
		for t := from; t < to; t++ {
			switch id := ev.ids[t]; ev.op(t) {
			case OpLookup:
				r.lookup(id, t)
			case OpDrop:
				r.drop(id)
			case OpFlush:
				r.flush(t)
			}
		}
	}
}

// order is an eviction policy over the entries of one cache.
type order interface {
	add(id uint32)    // stored; it was not inside
	hit(id uint32)    // found
	victim() uint32   // whom to evict; there is one at least
	remove(id uint32) // taken out, for whatever reason
	reset()           // all taken out
}

// each makes a Replay of an order: one size after the other.
func each(make func(commands int, cfg Config) order) func(context.Context, *Events, Config) []Counts {
	return func(ctx context.Context, ev *Events, cfg Config) []Counts {
		out := []Counts{}
		for _, size := range cfg.Sizes {
			c := newCache(ev, make(ev.Commands(), cfg), size, cfg.TTL)
			drive(ctx, ev, c)
			out = append(out, c.Counts)
		}
		return out
	}
}

// cache is one cache of one size under some order.
type cache struct {
	Counts
	ev    *Events
	order order
	size  uint64
	state []state // by command
	ages  *ages   // nil without a TTL
	ttl   int64
}

// state says whether a command is inside, or why it is not.
type state = reason

const inside state = expired + 1

func newCache(ev *Events, order order, size int, ttl time.Duration) *cache {
	c := &cache{ev: ev, order: order, size: uint64(size), state: make([]state, ev.Commands()), ttl: int64(ttl)}
	if ttl > 0 {
		c.ages = newAges(ev)
	}
	return c
}

func (c *cache) drop(id uint32) {
	if c.state[id] == inside {
		c.take(id, invalidated)
		c.Invalidations++
	}
}

func (c *cache) lookup(id uint32, t int) {
	c.Requests++
	if c.state[id] == inside {
		if c.ages == nil || !c.ages.expired(c.ages.stored[id], t, c.ttl) {
			c.Hits++
			c.order.hit(id)
			return
		}
		c.take(id, expired)
		c.Expirations++
	}
	c.miss(c.state[id])
	if c.Entries == c.size {
		c.evict(t)
	}
	c.Entries++
	c.state[id] = inside
	c.order.add(id)
	if c.ages != nil {
		c.ages.store(id, t)
	}
}

// evict takes the entry stored longest ago if it has expired, whatever the
// policy, as valkey-py does; else the policy's victim.
func (c *cache) evict(t int) {
	if c.ages != nil {
		if oldest := c.ages.oldest(); c.ages.expired(oldest, t, c.ttl) {
			c.take(c.ev.ids[oldest], expired)
			c.Expirations++
			return
		}
	}
	c.take(c.order.victim(), evicted)
	c.Evictions++
}

func (c *cache) take(id uint32, why reason) {
	c.Entries--
	c.state[id] = why
	c.order.remove(id)
	if c.ages != nil {
		c.ages.remove(id)
	}
}

func (c *cache) flush(int) {
	if c.Entries == 0 {
		return
	}
	for id, s := range c.state {
		if s == inside {
			c.state[id] = invalidated
			if c.ages != nil {
				c.ages.remove(uint32(id))
			}
		}
	}
	c.order.reset()
	c.Invalidations += c.Entries
	c.Entries = 0
}
