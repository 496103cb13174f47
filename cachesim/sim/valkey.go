package sim

import (
	"math"
	"slices"
	"time"
)

// valkey is how a Valkey 8.0 server with maxmemory evicts (src/evict.c): it
// looks at a few neighbours in its table, remembers the best candidates of this
// and of earlier looks in a pool of 16, and evicts the best of them that is
// still there. What makes a good candidate is the meter's to say.
//
// The volatile policies look at entries with an expiry only. Where the trace tells
// of none, all have the same, so that volatile-lru is allkeys-lru; else they are
// volatile.go's.
type valkey struct {
	serverRandom
	meter   meter
	samples []uint32      // room for a look
	pools   [][]candidate // by lane, the best last
	lent    []set         // by command: the lanes that a miss has stored it in, and no write yet; nil without writes
	mortal  []set         // by command: the lanes that may evict it
	due     []int64       // by command: when it expires; nil where all have the same lifetime
}

// serverRandom is how the server evicts by lot.
type serverRandom struct {
	*members
	dicts []*dict // by lane
}

func newServerRandom(c *members, cfg Config) steps { return newDicts(c, cfg) }

func newDicts(c *members, cfg Config) *serverRandom {
	r := &serverRandom{c, make([]*dict, len(c.lanes))}
	for i := range r.dicts {
		r.dicts[i] = newDict(c.ev.Commands(), cfg.Seed)
	}
	return r
}

func (r *serverRandom) access(uint32, set, int) {}

func (r *serverRandom) evict(lane int, _ uint32) {
	id := r.dicts[lane].any()
	r.out(lane, id)
	r.leave(lane, id)
}

func (r *serverRandom) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		r.dicts[s.first()].add(id)
	}
}

func (r *serverRandom) leave(lane int, id uint32) { r.dicts[lane].remove(id) }

// candidate is an entry that was looked at, and how good it was then.
type candidate struct {
	score uint64
	id    uint32
}

// meter says how good a candidate for eviction an entry is.
type meter interface {
	// touch is told of each lookup, with the lanes that it hits.
	touch(id uint32, held set, now int64)
	store(id uint32, lanes set)
	// write is told of a write to an entry, after touch, and of the lanes where it
	// is this write that has made it.
	write(id uint32, held, made set)
	score(lane int, id uint32) uint64
}

// MaxSamples is the most that maxmemory-samples may be.
const MaxSamples = 64

const (
	poolSize       = 16                     // EVPOOL_SIZE
	defaultSamples = 5                      // maxmemory-samples
	untimed        = 100 * time.Microsecond // of a request in a trace without times
)

func newValkey(newMeter func(*valkey) meter) func(*members, Config) steps {
	return func(c *members, cfg Config) steps {
		v := newServer(c, cfg)
		v.meter = newMeter(v)
		return v
	}
}

// newServer makes a server without a meter, which may evict all that it holds.
func newServer(c *members, cfg Config) *valkey {
	samples := cfg.Samples
	if samples == 0 {
		samples = defaultSamples
	}
	v := &valkey{serverRandom: *newDicts(c, cfg), samples: make([]uint32, samples), pools: make([][]candidate, len(c.lanes)), mortal: c.in}
	if c.ev.ops != nil {
		v.lent = make([]set, c.ev.Commands())
	}
	return v
}

func (v *valkey) access(id uint32, held set, t int) {
	now := int64(t) * int64(untimed)
	if v.ev.times != nil {
		now = v.ev.times[t]
	}
	if v.ev.op(t) != OpStore {
		v.meter.touch(id, held, now)
		return
	}
	// Where a miss has anticipated the write, the server had nothing to use.
	made := held & v.lent[id]
	v.lent[id] = 0
	v.meter.touch(id, held&^made, now)
	v.meter.write(id, held, made)
}

func (v *valkey) add(id uint32, lanes set, t int) {
	v.serverRandom.add(id, lanes, t)
	v.enter(id, lanes, t)
}

// enter notes what has come into some lanes.
func (v *valkey) enter(id uint32, lanes set, t int) {
	v.meter.store(id, lanes)
	if v.lent != nil && v.ev.op(t) == OpLookup {
		v.lent[id] |= lanes
	}
}

func (v *valkey) evict(lane int, _ uint32) {
	id := v.victim(lane)
	v.out(lane, id)
	v.leave(lane, id)
}

// victim looks at some entries and gives the best candidate. Those that have
// gone since they were looked at are passed over; one that has come back
// counts as what it was.
func (v *valkey) victim(lane int) uint32 {
	for {
		v.look(lane)
		for pool := &v.pools[lane]; len(*pool) > 0; {
			last := len(*pool) - 1
			id := (*pool)[last].id
			*pool = (*pool)[:last]
			if v.mortal[id].has(lane) {
				return id
			}
		}
	}
}

// look puts some neighbours into the pool.
func (v *valkey) look(lane int) {
	for _, id := range v.samples[:v.dicts[lane].some(v.samples)] {
		v.consider(lane, id)
	}
}

// consider puts an entry before the first in the pool that is as good; the
// worst leaves a pool that is too full.
func (v *valkey) consider(lane int, id uint32) {
	pool, score := v.pools[lane], v.meter.score(lane, id)
	k := 0
	for k < len(pool) && pool[k].score < score {
		k++
	}
	pool = slices.Insert(pool, k, candidate{score, id})
	if len(pool) > poolSize {
		pool = slices.Delete(pool, 0, 1)
	}
	v.pools[lane] = pool
}

// idleMeter prefers what was looked up longest ago, by a clock that ticks once
// a second and has 24 bits.
type idleMeter struct {
	clock uint32
	last  []uint32 // by command: it was looked up then, in whatever lane
}

const clockMax = 1<<24 - 1 // LRU_CLOCK_MAX

func newIdleMeter(v *valkey) meter { return &idleMeter{last: make([]uint32, v.ev.Commands())} }

func (m *idleMeter) touch(id uint32, _ set, now int64) {
	m.clock = uint32(now/int64(time.Second)) & clockMax
	m.last[id] = m.clock
}

func (m *idleMeter) store(uint32, set)      {}
func (m *idleMeter) write(uint32, set, set) {}

func (m *idleMeter) score(_ int, id uint32) uint64 {
	if m.clock >= m.last[id] {
		return uint64(m.clock - m.last[id])
	}
	return uint64(m.clock + (clockMax - m.last[id]))
}

// useMeter prefers what was looked up least often, by a counter of 8 bits that
// grows like a logarithm and falls by one for every minute without a lookup.
type useMeter struct {
	*valkey
	minute  uint16
	last    []uint16 // by command: the minute of its last lookup
	counter []uint8  // by command, then lane
}

const (
	firstCount = 5  // LFU_INIT_VAL
	logFactor  = 10 // lfu-log-factor
)

func newUseMeter(v *valkey) meter {
	n := v.ev.Commands()
	return &useMeter{valkey: v, last: make([]uint16, n), counter: make([]uint8, n*len(v.lanes))}
}

func (m *useMeter) of(lane int, id uint32) *uint8 { return &m.counter[int(id)*len(m.lanes)+lane] }

func (m *useMeter) touch(id uint32, held set, now int64) {
	m.minute = uint16(now / int64(time.Minute))
	for s := held; s != 0; s &= s - 1 {
		lane := s.first()
		count := m.decayed(lane, id)
		beyond := max(0, float64(count)-firstCount)
		if count < math.MaxUint8 && m.dicts[lane].rng.Float64() < 1/(beyond*logFactor+1) {
			count++
		}
		*m.of(lane, id) = count
	}
	m.last[id] = m.minute
}

// decayed is the counter as it would be now. The minutes wrap once in 45 days,
// one too short, as in the server.
func (m *useMeter) decayed(lane int, id uint32) uint8 {
	elapsed := m.minute - m.last[id]
	if m.minute < m.last[id] {
		elapsed--
	}
	count := *m.of(lane, id)
	return count - uint8(min(uint16(count), elapsed))
}

func (m *useMeter) store(id uint32, lanes set) {
	for s := lanes; s != 0; s &= s - 1 {
		*m.of(s.first(), id) = firstCount
	}
}

func (m *useMeter) write(id uint32, _, made set) { m.store(id, made) }

func (m *useMeter) score(lane int, id uint32) uint64 {
	return math.MaxUint8 - uint64(m.decayed(lane, id))
}

// expiryMeter prefers what expires first: it was stored first.
type expiryMeter struct {
	*valkey
	now    int64
	stored []int64 // by command, then lane: in milliseconds
}

func newExpiryMeter(v *valkey) meter {
	return &expiryMeter{valkey: v, stored: make([]int64, v.ev.Commands()*len(v.lanes))}
}

func (m *expiryMeter) touch(_ uint32, _ set, now int64) { m.now = now / int64(time.Millisecond) }

func (m *expiryMeter) store(id uint32, lanes set) {
	for s := lanes; s != 0; s &= s - 1 {
		m.stored[int(id)*len(m.lanes)+s.first()] = m.now
	}
}

func (m *expiryMeter) write(id uint32, held, _ set) { m.store(id, held) }

func (m *expiryMeter) score(lane int, id uint32) uint64 {
	return math.MaxUint64 - uint64(m.stored[int(id)*len(m.lanes)+lane])
}
