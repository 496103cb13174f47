package sim

import (
	"math"
	"time"
)

// volatile is a server with one of the volatile policies, where the trace tells
// the lifetimes of keys. It evicts those that have one, from a table of them
// alone (db->expires). Where there is none it refuses what may need memory: what
// misses is not stored, and a write to what is inside changes nothing.
//
// A miss that stores anticipates a write. Until that tells a lifetime or none, the
// key has the one that the trace last told of it, and where that is over or
// unknown it counts as one that expires last.
type volatile struct {
	*members
	server  *valkey // its tables have the keys with a lifetime
	byLot   bool
	always  bool // --ttl gives all entries one
	next    int  // of Events.dues
	stored  int  // the last store
	refused set  // the lanes that have refused it
}

// unknown is the deadline of a key that the trace has not told any of.
const unknown = 0

// newVolatile makes the policy, or where no key has a lifetime of its own what it
// is if all have the same.
func newVolatile(alike func(*members, Config) steps, newMeter func(*valkey) meter) func(*caches, Config) order {
	return func(c *caches, cfg Config) order {
		if c.ev.Dues() == nil {
			return inSteps(alike)(c, cfg)
		}
		m := newMembers(c)
		v := &volatile{members: &m, server: newServer(&m, cfg), byLot: newMeter == nil, always: cfg.TTL > 0, stored: -1}
		v.server.mortal, v.server.due = make([]set, c.ev.Commands()), make([]int64, c.ev.Commands())
		if v.server.meter = (lotMeter{}); !v.byLot {
			v.server.meter = newMeter(v.server)
		}
		c.lifetime = v.lifetime
		return v
	}
}

func (v *volatile) lookups(ids []uint32, t int) {
	for i, id := range ids {
		v.lookup(id, t+i)
	}
}

func (v *volatile) lookup(id uint32, t int) {
	held := v.in[id]
	missing := v.miss(held)
	store, stuck := v.ev.op(t) == OpStore, set(0)
	if store {
		stuck = v.stuck(held)
	}
	v.server.access(id, held&^stuck, t)
	refused := v.makeRoom(missing)
	added := missing &^ refused
	v.in[id] |= added
	v.server.enter(id, added, t)
	v.fates.refused[refused]++
	if store {
		v.stored, v.refused = t, refused|stuck
		if v.server.due[id] == unknown {
			v.server.due[id] = never
		}
		added = v.all &^ v.refused
	}
	v.settle(id, added)
}

// stuck gives those of the lanes that have no room and nothing to evict.
func (v *volatile) stuck(lanes set) (stuck set) {
	for s := lanes; s != 0; s &= s - 1 {
		if lane := s.first(); v.room[lane] == 0 && v.server.dicts[lane].used == 0 {
			stuck |= only(lane)
		}
	}
	return stuck
}

// makeRoom takes room for one entry in each of the lanes, and gives those that
// have none.
func (v *volatile) makeRoom(lanes set) (refused set) {
	for s := lanes; s != 0; s &= s - 1 {
		switch lane := s.first(); {
		case !v.full(lane):
		case v.server.dicts[lane].used == 0:
			refused |= only(lane)
		default:
			v.evict(lane)
			v.room[lane]--
		}
	}
	return refused
}

func (v *volatile) evict(lane int) {
	id := v.victim(lane)
	v.out(lane, id)
	v.leave(lane, id)
}

func (v *volatile) victim(lane int) uint32 {
	if v.byLot {
		return v.server.dicts[lane].any()
	}
	return v.server.victim(lane)
}

// lifetime is told of an event that changes when a key expires.
func (v *volatile) lifetime(id uint32, t int) {
	v.server.due[id] = v.ev.dues[v.next]
	v.next++
	lanes := v.in[id]
	if t == v.stored+1 && v.ev.ids[v.stored] == id { // it is the store's
		lanes &^= v.refused
	}
	v.settle(id, lanes)
}

// settle puts a key into the tables of some lanes, or takes it out, as it has a
// lifetime now.
func (v *volatile) settle(id uint32, lanes set) {
	mortal := v.server.mortal[id]
	if !v.always && v.server.due[id] == never {
		for s := lanes & mortal; s != 0; s &= s - 1 {
			v.leave(s.first(), id)
		}
		return
	}
	v.server.mortal[id] |= lanes
	v.server.serverRandom.add(id, lanes&^mortal, 0)
}

// leave takes a key that has a lifetime out of the table of a lane.
func (v *volatile) leave(lane int, id uint32) {
	v.server.mortal[id] &^= only(lane)
	v.server.leave(lane, id)
}

func (v *volatile) remove(id uint32, lanes set) {
	v.in[id] &^= lanes
	for s := lanes & v.server.mortal[id]; s != 0; s &= s - 1 {
		v.leave(s.first(), id)
	}
}

// forget is told of a key that is gone: what comes next is another one.
func (v *volatile) forget(id uint32) { v.server.due[id] = unknown }

// dueMeter prefers what expires first.
type dueMeter struct {
	lotMeter
	due []int64 // by command
}

func newDueMeter(v *valkey) meter { return dueMeter{due: v.due} }

func (m dueMeter) score(_ int, id uint32) uint64 {
	due := m.due[id]
	if due == unknown {
		due = never
	}
	return math.MaxUint64 - uint64(due/int64(time.Millisecond))
}

// lotMeter prefers nothing.
type lotMeter struct{}

func (lotMeter) touch(uint32, set, int64) {}
func (lotMeter) store(uint32, set)        {}
func (lotMeter) write(uint32, set, set)   {}
func (lotMeter) score(int, uint32) uint64 { return 0 }
