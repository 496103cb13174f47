package sim

import (
	"context"
)

// order is an eviction policy: it keeps the entries of up to eight caches, one
// in each lane. The caches call it; lanes know nothing of each other.
type order interface {
	// held gives the lanes that hold a command. The caches keep a mask for those
	// orders that do not know it by other means.
	held(id uint32) set
	// prepare reads what the next lookups of some commands will need, see group.
	prepare(ids []uint32) uint64
	// access comes first at each lookup of a command, with the lanes that hold
	// it and the event.
	access(id uint32, held set, t int)
	// evict makes room in a full lane for a command: it calls caches.out for
	// one entry or more.
	evict(lane int, incoming uint32)
	// add stores a command in the lanes that did not hold it.
	add(id uint32, lanes set, t int)
	// remove forgets an entry that leaves for another reason.
	remove(lane int, id uint32)
}

// forgetter is an order that remembers commands which are not inside. A write
// to a key makes it forget the commands that name it.
type forgetter interface {
	forget(id uint32)
}

// caches are up to eight caches of one policy, of different sizes.
type caches struct {
	ev      *Events
	order   order
	lanes   []lane
	all     set
	mask    []set  // by command: the lanes that hold it; nil where the order knows
	dropped []set  // by command: the lanes a write took it from, until they miss it
	expired []set  // by command: the lanes whose TTL took it, until they miss it
	stale   []set  // by command: the lanes that hold what is not true any more
	flushed int    // the event after the last flush
	changed int    // the event after the last change of all
	ages    *ages  // nil without a TTL
	read    uint64 // keeps the reads of prepare from being left out
	missed  func(id uint32, lanes uint8, t int)
}

// lane is one cache.
type lane struct {
	Counts
	size   uint64
	misses uint64
}

// replay makes a Replay of an order.
func replay(newOrder func(c *caches, cfg Config) order) func(context.Context, *Events, Config) []Counts {
	return func(ctx context.Context, ev *Events, cfg Config) []Counts {
		if ev.Lookups() == 0 {
			return make([]Counts, len(cfg.Sizes))
		}
		c := newCaches(ev, cfg)
		c.order = newOrder(c, cfg)
		for from, to := range ev.blocks(ctx) {
			c.replay(from, to)
		}
		return c.counts()
	}
}

func newCaches(ev *Events, cfg Config) *caches {
	c := &caches{
		ev: ev, lanes: make([]lane, len(cfg.Sizes)), all: firstLanes(len(cfg.Sizes)),
		mask: make([]set, ev.Commands()), missed: cfg.Missed,
	}
	for i, size := range cfg.Sizes {
		c.lanes[i].size = uint64(size)
	}
	if ev.ops != nil {
		c.dropped = make([]set, ev.Commands())
		c.stale = make([]set, ev.Commands())
	}
	if cfg.TTL > 0 {
		c.ages = newAges(ev, len(cfg.Sizes), cfg.TTL)
		c.expired = make([]set, ev.Commands())
	}
	return c
}

// removes says whether entries leave in other ways than by eviction.
func (c *caches) removes() bool { return c.dropped != nil || c.ages != nil }

// places gives an order places for its queues, none where nothing is removed.
func (c *caches) places() []places {
	if !c.removes() {
		return nil
	}
	return newPlaces(c.ev.Commands(), len(c.lanes))
}

// group is how many events are prepared together. Most of a lookup's time is
// waiting for memory; reads that do not depend on each other wait together.
const group = 16

func (c *caches) replay(from, to int) {
	for ; from < to; from += group {
		ids := c.ev.ids[from:min(from+group, to)]
		c.read += c.order.prepare(ids)
		if c.ev.ops != nil || c.ages != nil || c.missed != nil {
			c.replayMixed(from, len(ids))
			continue
		}
		for i, id := range ids {
			c.lookup(id, c.order.held(id), from+i)
		}
	}
}

// replayMixed replays n events of a trace with writes or a TTL.
func (c *caches) replayMixed(from, n int) {
	for t := from; t < from+n; t++ {
		switch id := c.ev.ids[t]; c.ev.op(t) {
		case OpLookup:
			held := c.order.held(id)
			if c.ages != nil {
				c.ages.now(t)
				held = c.expire(id, held)
			}
			if missing := c.all &^ held; missing != 0 {
				c.blame(id, missing)
				if c.missed != nil {
					c.missed(id, uint8(missing), t)
				}
			}
			if c.stale != nil && c.stale[id] != 0 {
				c.serveStale(id, held)
			}
			c.lookup(id, held, t)
		case OpDrop:
			c.drop(id)
		case OpFlush:
			c.flush(t)
		case OpStale:
			c.stale[id] |= c.order.held(id)
		case OpStaleAll:
			c.staleAll(t)
		}
	}
}

// lookup is the way of every request; held are the lanes that it hits.
func (c *caches) lookup(id uint32, held set, t int) {
	c.order.access(id, held, t)
	missing := c.all &^ held
	if missing == 0 {
		return
	}
	for s := missing; s != 0; s &= s - 1 {
		i := s.first()
		l := &c.lanes[i]
		l.misses++
		if l.Entries == l.size {
			c.makeRoom(i, id)
		}
		l.Entries++
		if c.ages != nil {
			c.ages.store(i, id, t)
		}
	}
	c.order.add(id, missing, t)
	if c.mask != nil {
		c.mask[id] = c.all
	}
}

// makeRoom takes the entry stored longest ago if it has expired, whatever the
// policy, as valkey-py does; else what the policy says.
func (c *caches) makeRoom(lane int, incoming uint32) {
	if c.ages != nil {
		if id, ok := c.ages.oldest(lane); ok {
			c.expireFrom(lane, id)
			return
		}
	}
	c.order.evict(lane, incoming)
}

// held is that of the orders that have none of their own.
func (c *caches) held(id uint32) set { return c.mask[id] }

// prepare is that of the orders that need the mask alone.
func (c *caches) prepare(ids []uint32) (read uint64) {
	for _, id := range ids {
		read += uint64(c.mask[id])
	}
	return read
}

// out is how an order evicts a command.
func (c *caches) out(lane int, id uint32) {
	c.lanes[lane].leave()
	c.mask[id] &^= only(lane)
	if c.ages != nil {
		c.ages.remove(lane, id)
	}
}

// outAt is how an order without a mask evicts the command of an event.
func (c *caches) outAt(lane int, t uint32) {
	c.lanes[lane].leave()
	if c.ages != nil {
		c.ages.remove(lane, c.ev.ids[t])
	}
}

func (l *lane) leave() {
	l.Entries--
	l.Evictions++
}
