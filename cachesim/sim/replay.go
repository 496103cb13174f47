package sim

import (
	"context"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// order is an eviction policy: it keeps the entries of up to eight caches, one
// in each lane; lanes know nothing of each other. Most make themselves of
// [members] and write their own loop over lookups, where all is known to the
// compiler; those that have much to do at each lookup are [steps].
type order interface {
	// held gives the lanes that hold a command.
	held(id uint32) set
	// prepare has memory fetched that the lookups of some commands will need.
	// It is asked for the same commands twice: first when they are far, then
	// when they are near.
	prepare(far, near []uint32)
	// lookups looks commands up one after another, the first at event t, and
	// stores each in the lanes that lack it. A lane that is full, as caches.full
	// says, evicts an entry for it.
	lookups(ids []uint32, t int)
	// remove forgets an entry that leaves some lanes for another reason.
	remove(id uint32, lanes set)
	// forget is called after a write to a key, with a command that names it: who
	// remembers commands that are not inside must not remember this one.
	forget(id uint32)
}

// caches are up to eight caches of one policy, of different sizes.
type caches struct {
	ev       *Events
	order    order
	lanes    []lane
	room     [Lanes]uint64 // by lane: how many entries it can still take
	brim     set           // the lanes that are full, and where nothing has expired
	all      set
	misses   tally
	missing  set                  // the lanes that the last lookup missed in
	together int                  // how many lookups are prepared together
	fetchers []func(ids []uint32) // have memory fetched that lookups need
	fates    *fates               // nil where nothing is removed
	ageless  bool                 // the order knows itself what has expired, and needs no ages
	flushed  int                  // the event after the last flush
	changed  int                  // the event after the last change of all
	missed   func(id uint32, lanes uint8, t int)

	lifetime func(id uint32, t int) // hears when a key expires; nil where that does not matter
}

// lane is one cache.
type lane struct{ size uint64 }

// replay makes a Replay of an order.
func replay(newOrder func(c *caches, cfg Config) order) func(context.Context, *Events, Config) []Counts {
	return func(ctx context.Context, ev *Events, cfg Config) []Counts {
		if ev.Commands() == 0 {
			return make([]Counts, len(cfg.Sizes))
		}
		c := newCaches(ev, cfg)
		c.order = newOrder(c, cfg)
		if cfg.TTL > 0 && !c.ageless {
			c.fates.ages = newAges(c, cfg.TTL)
		}
		for from, to := range ev.blocks(ctx) {
			c.replay(from, to)
		}
		if ctx.Err() != nil {
			return nil // and nothing is known of the events that are still coming
		}
		return c.counts()
	}
}

func newCaches(ev *Events, cfg Config) *caches {
	c := &caches{ev: ev, lanes: make([]lane, len(cfg.Sizes)), all: firstLanes(len(cfg.Sizes)), together: group, missed: cfg.Missed}
	for i, size := range cfg.Sizes {
		c.lanes[i].size, c.room[i] = uint64(size), uint64(size)
	}
	if ev.ops != nil || cfg.TTL > 0 {
		c.fates = newFates(c)
	}
	return c
}

// removes says whether entries leave in other ways than by eviction.
func (c *caches) removes() bool { return c.fates != nil }

// steady says that entries leave by eviction alone, that nobody wants to hear of
// misses, and that there is room in 32 bits beyond events and commands: lookups need
// not be taken one by one then.
func (c *caches) steady() bool {
	few := uint64(c.ev.Len())+uint64(c.ev.Commands())+bundleLen < 1<<32
	return few && c.fates == nil && c.missed == nil
}

// group is how many events are prepared together, unless an order says otherwise.
// Most of a lookup's time is waiting for memory; what is fetched in time is not
// waited for.
const group = 16

func (c *caches) replay(from, to int) {
	for ; from < to; from += c.together {
		near, far := c.ev.ahead(from+c.together, c.together)
		c.order.prepare(far, near)
		for _, fetch := range c.fetchers {
			fetch(near)
		}
		if end := min(from+c.together, to); c.fates != nil || c.missed != nil {
			c.replayMixed(from, end, near)
		} else {
			c.order.lookups(c.ev.ids[from:end], from)
		}
	}
}

// full takes an entry's room in a lane. Where there is none, it says so, and
// something must be evicted: a lane whose oldest entry has expired loses that,
// whatever the policy, as valkey-py does.
func (c *caches) full(lane int) bool { return c.brim.has(lane) || !c.fill(lane) }

func (c *caches) fill(lane int) bool {
	if c.room[lane] > 0 || c.fates != nil && c.expireOldest(lane) {
		c.room[lane]--
		return true
	}
	c.brim |= only(lane)
	return false
}

// fit takes room in a lane of a steady cache for so many entries, as far as there is
// any, and gives how many must be evicted for the others.
func (c *caches) fit(lane, come int) (evicted int) {
	fits := min(uint64(come), c.room[lane])
	c.room[lane] -= fits
	return come - int(fits)
}

// brimful says whether a lane is full, and notes it, unless something has to be looked
// for that has expired.
func (c *caches) brimful(lane int) bool {
	if c.room[lane] == 0 && (c.fates == nil || c.fates.ages == nil) {
		c.brim |= only(lane)
	}
	return c.brim.has(lane)
}

// members is the part of an order that knows which lanes hold which commands.
type members struct {
	*caches
	in []set // by command
}

func newMembers(c *caches) members { return members{c, memory.Make[set](c.ev.Commands())} }

func (m *members) held(id uint32) set { return m.in[id] }

func (m *members) prepare(_, near []uint32) { memory.FetchRows(m.in, 1, near) }

// out takes an entry out that is evicted and leaves its room.
func (m *members) out(lane int, id uint32) {
	m.in[id] &^= only(lane)
	m.room[lane]++
	m.brim &^= only(lane)
}

func (m *members) forget(uint32) {}
