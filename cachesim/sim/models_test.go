package sim

import (
	"math/rand/v2"
	"slices"
)

// model is one naive cache of maps and slices; it shares nothing with the
// engine but the choice of RANDOM's generator.
type model struct {
	policy string
	size   int
	ttl    int64
	rng    *rand.Rand

	order  []uint32 // fifo, lru, lfu: oldest first; random: the slots
	stored []uint32 // oldest first
	at     map[uint32]int64
	hits   map[uint32]int
	why    map[uint32]reason
	counts Counts
}

func newModel(policy string, size int, ttl int64, seed uint64) *model {
	return &model{
		policy: policy, size: size, ttl: ttl, rng: rand.New(rand.NewPCG(seed, 0)),
		at: map[uint32]int64{}, hits: map[uint32]int{}, why: map[uint32]reason{},
	}
}

func (m *model) lookup(id uint32, now int64) {
	m.counts.Requests++
	stored, ok := m.at[id]
	if ok && m.ttl > 0 && now-stored > m.ttl {
		m.remove(id, expired)
		m.counts.Expirations++
		ok = false
	}
	if ok {
		m.counts.Hits++
		m.hits[id]++
		if m.policy == "lru" || m.policy == "lfu" {
			i := slices.Index(m.order, id)
			m.order = append(slices.Delete(m.order, i, i+1), id)
		}
		return
	}
	m.counts.miss(m.why[id])
	if len(m.at) == m.size {
		m.evict(now)
	}
	m.at[id], m.hits[id] = now, 0
	m.order = append(m.order, id)
	m.stored = append(m.stored, id)
}

func (m *model) evict(now int64) {
	if old := m.stored[0]; m.ttl > 0 && now-m.at[old] > m.ttl {
		m.remove(old, expired)
		m.counts.Expirations++
		return
	}
	victim := m.order[0]
	switch m.policy {
	case "lfu":
		for _, id := range m.order {
			if m.hits[id] < m.hits[victim] {
				victim = id
			}
		}
	case "random":
		victim = m.order[m.rng.IntN(len(m.order))]
	}
	m.remove(victim, evicted)
	m.counts.Evictions++
}

func (m *model) drop(id uint32) {
	if _, ok := m.at[id]; ok {
		m.remove(id, invalidated)
		m.counts.Invalidations++
	}
}

func (m *model) flush() {
	for _, id := range slices.Clone(m.stored) {
		m.drop(id)
	}
}

func (m *model) remove(id uint32, why reason) {
	delete(m.at, id)
	m.why[id] = why
	i := slices.Index(m.order, id)
	if m.policy == "random" {
		last := len(m.order) - 1
		m.order[i] = m.order[last]
		m.order = m.order[:last]
	} else {
		m.order = slices.Delete(m.order, i, i+1)
	}
	i = slices.Index(m.stored, id)
	m.stored = slices.Delete(m.stored, i, i+1)
}

func (m *model) replay(ev *Events) Counts {
	for t := range ev.Len() {
		switch op, id, at := ev.At(t); op {
		case OpLookup:
			m.lookup(id, at)
		case OpDrop:
			m.drop(id)
		case OpFlush:
			m.flush()
		}
	}
	m.counts.Entries = uint64(len(m.at))
	return m.counts
}
