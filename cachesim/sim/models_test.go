package sim

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// model is one naive cache of maps and slices; it shares nothing with the
// engine but the choice of random generators.
type model struct {
	policy naive
	size   int
	ttl    int64

	stored []uint32 // the entries, oldest first
	at     map[uint32]int64
	why    map[uint32]func(*Counts)
	stale  map[uint32]bool
	counts Counts
}

// naive is a policy over the entries of one model.
type naive interface {
	access(id uint32, hit bool, t int) (evicted []uint32)
	evict(incoming uint32) (evicted []uint32)
	add(id uint32)
	remove(id uint32)
	forget(id uint32)
}

func newModel(policy string, ev *Events, size int, ttl int64, seed uint64) *model {
	return &model{
		policy: newNaive(policy, ev, size, ttl, seed), size: size, ttl: ttl,
		at: map[uint32]int64{}, why: map[uint32]func(*Counts){}, stale: map[uint32]bool{},
	}
}

func (m *model) lookup(id uint32, now int64, t int) {
	m.counts.Requests++
	ok := m.look(id, now)
	if ok && m.stale[id] {
		m.counts.StaleHits++
	}
	m.evicted(m.policy.access(id, ok, t))
	if ok {
		m.counts.Hits++
		return
	}
	if why := m.why[id]; why != nil {
		why(&m.counts)
	} else {
		m.counts.Cold++
	}
	m.add(id, now)
}

// look says whether an entry is inside, and takes one out that has expired.
func (m *model) look(id uint32, now int64) bool {
	stored, ok := m.at[id]
	if ok && m.ttl > 0 && now-stored > m.ttl {
		m.expire(id)
		return false
	}
	return ok
}

// store is a write that leaves a value behind.
func (m *model) store(id uint32, now int64, t int) {
	ok := m.look(id, now)
	v, mortal := m.policy.(*naiveVolatile)
	if ok && mortal && len(m.at) == m.size && v.refuses() {
		v.refusal = t
		m.policy.access(id, false, t)
		delete(m.stale, id)
		return
	}
	m.evicted(m.policy.access(id, ok, t))
	delete(m.stale, id)
	if ok {
		m.at[id] = now
		m.stored = append(without(m.stored, id), id)
		return
	}
	m.add(id, now)
	if _, stored := m.at[id]; !stored {
		v.refusal = t
	}
}

func (m *model) add(id uint32, now int64) {
	if len(m.at) == m.size {
		if old := m.stored[0]; m.ttl > 0 && now-m.at[old] > m.ttl {
			m.expire(old)
		} else {
			m.evicted(m.policy.evict(id))
		}
		if len(m.at) == m.size {
			m.why[id] = func(c *Counts) { c.Capacity++ }
			return // refused
		}
	}
	m.at[id] = now
	m.stored = append(m.stored, id)
	m.policy.add(id)
}

func (m *model) evicted(ids []uint32) {
	for _, id := range ids {
		m.leave(id, func(c *Counts) { c.Capacity++ })
		m.counts.Evictions++
	}
}

func (m *model) expire(id uint32) {
	m.leave(id, func(c *Counts) { c.Expired++ })
	m.policy.remove(id)
	m.counts.Expirations++
}

func (m *model) drop(id uint32) {
	if _, ok := m.at[id]; ok {
		m.leave(id, func(c *Counts) { c.Invalidated++ })
		m.policy.remove(id)
		m.counts.Invalidations++
	}
	m.policy.forget(id)
}

func (m *model) leave(id uint32, why func(*Counts)) {
	delete(m.at, id)
	delete(m.stale, id)
	m.why[id] = why
	m.stored = without(m.stored, id)
}

func (m *model) replay(ev *Events) Counts {
	for t := range ev.Len() {
		switch op, id, at := ev.At(t); op {
		case OpLookup:
			m.lookup(id, at, t)
		case OpDrop:
			m.drop(id)
		case OpExpire:
			if _, ok := m.at[id]; ok {
				m.expire(id)
			}
			m.policy.forget(id)
		case OpLifetime:
			if v, ok := m.policy.(*naiveVolatile); ok {
				v.lifetime(id, t)
			}
		case OpStale:
			_, m.stale[id] = m.at[id]
		case OpStore:
			m.store(id, at, t)
		case OpStaleAll:
			for id := range m.at {
				m.stale[id] = true
			}
		case OpFlush:
			for id := range uint32(ev.Commands()) {
				m.drop(id)
			}
		}
	}
	m.counts.Entries = uint64(len(m.at))
	return m.counts
}

// without gives s but for one element, which it may lack.
func without(s []uint32, id uint32) []uint32 {
	if i := slices.Index(s, id); i >= 0 {
		return slices.Delete(s, i, i+1)
	}
	return s
}

func newNaive(policy string, ev *Events, size int, ttl int64, seed uint64) naive {
	if ev.Dues() != nil && strings.HasPrefix(policy, "valkey-volatile-") {
		return newNaiveVolatile(policy, ev, ttl, seed)
	}
	plain := naiveQueue{hits: map[uint32]int{}}
	switch policy {
	case "fifo", "lru", "mru", "lfu":
		plain.policy = policy
		return &plain
	case "lfu-da":
		return &naiveAging{naiveQueue: plain, key: map[uint32]int{}}
	case "valkey-allkeys-lru", "valkey-volatile-lru", "valkey-allkeys-lfu", "valkey-volatile-lfu", "valkey-volatile-ttl":
		return newNaiveValkey(policy, ev, seed)
	case "random":
		return &naiveRandom{rng: rand.New(rand.NewPCG(seed, 0))}
	case "valkey-allkeys-random", "valkey-volatile-random":
		return newNaiveDict(seed)
	case "clock":
		return &naiveClock{naiveQueue: plain}
	case "sieve":
		return &naiveSieve{naiveQueue: plain}
	case "slru":
		return newNaiveSLRU(size, 25, 25, 25, 25)
	case "slru-2":
		return newNaiveSLRU(size, 20, 80)
	case "2q":
		return &naive2Q{size: size}
	case "arc":
		return &naiveARC{size: size}
	case "s3fifo":
		return &naiveS3FIFO{size: size, enough: 2, hits: map[uint32]int{}}
	case "s3fifo-1":
		return &naiveS3FIFO{size: size, enough: 1, hits: map[uint32]int{}}
	case "lirs":
		return newNaiveLIRS(size, false)
	case "lirs-eager":
		return newNaiveLIRS(size, true)
	case "wtinylfu":
		return newNaiveTiny(size)
	case "wtinylfu-caffeine":
		return newNaiveCaffeine(size, seed)
	case "belady":
		return &naiveBelady{ev: ev}
	}
	panic("no model of " + policy)
}
