package sim

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// naiveValkey is the server's eviction from evict.c, word for word where that
// is short: one object for each key, with the fields of the server.
type naiveValkey struct {
	naiveRandom
	policy  string
	ev      *Events
	samples int
	now     int64
	objects map[uint32]*naiveObject
	pool    []naiveCandidate
}

type naiveObject struct {
	clock, minute, counter uint64
	expiry                 int64 // in milliseconds
}

type naiveCandidate struct {
	idle uint64
	id   uint32
}

func newNaiveValkey(policy string, ev *Events, seed uint64) *naiveValkey {
	return &naiveValkey{
		naiveRandom: naiveRandom{rng: rand.New(rand.NewPCG(seed, 0))},
		policy:      policy[strings.LastIndex(policy, "-")+1:], ev: ev, samples: 5, objects: map[uint32]*naiveObject{},
	}
}

func (v *naiveValkey) clock() uint64  { return uint64(v.now/1e9) % (1 << 24) }
func (v *naiveValkey) minute() uint64 { return uint64(v.now/60e9) % (1 << 16) }

func (v *naiveValkey) access(id uint32, hit bool, t int) []uint32 {
	if _, _, v.now = v.ev.At(t); v.ev.times == nil {
		v.now = int64(t) * 100_000
	}
	o := v.objects[id]
	if !hit {
		return nil
	}
	o.clock = v.clock()
	if v.policy == "lfu" {
		o.counter = v.decayed(o)
		if o.counter < 255 {
			base := 0.0
			if o.counter > 5 {
				base = float64(o.counter - 5)
			}
			if v.rng.Float64() < 1/(base*10+1) {
				o.counter++
			}
		}
		o.minute = v.minute()
	}
	return nil
}

func (v *naiveValkey) decayed(o *naiveObject) uint64 {
	elapsed := uint64(0)
	if now := v.minute(); now >= o.minute {
		elapsed = now - o.minute
	} else {
		elapsed = 65535 - o.minute + now
	}
	if elapsed > o.counter {
		return 0
	}
	return o.counter - elapsed
}

func (v *naiveValkey) idle(id uint32) uint64 {
	o := v.objects[id]
	switch {
	case v.policy == "lfu":
		return 255 - v.decayed(o)
	case v.policy == "ttl":
		return 1<<63 - uint64(o.expiry)
	case v.clock() >= o.clock:
		return v.clock() - o.clock
	}
	return v.clock() + (1<<24 - 1 - o.clock)
}

func (v *naiveValkey) evict(uint32) []uint32 {
	for {
		v.populate()
		for len(v.pool) > 0 {
			best := v.pool[len(v.pool)-1]
			v.pool = v.pool[:len(v.pool)-1]
			if slices.Contains(v.slots, best.id) {
				v.remove(best.id)
				return []uint32{best.id}
			}
		}
	}
}

func (v *naiveValkey) populate() {
	sampled := []uint32{}
	for len(sampled) < min(v.samples, len(v.slots)) {
		id := v.slots[v.rng.IntN(len(v.slots))]
		if slices.Contains(sampled, id) {
			continue
		}
		sampled = append(sampled, id)
		idle, k := v.idle(id), 0
		for k < len(v.pool) && v.pool[k].idle < idle {
			k++
		}
		switch {
		case len(v.pool) < 16:
			v.pool = slices.Insert(v.pool, k, naiveCandidate{idle, id})
		case k > 0:
			copy(v.pool, v.pool[1:k])
			v.pool[k-1] = naiveCandidate{idle, id}
		}
	}
}

func (v *naiveValkey) add(id uint32) {
	v.naiveRandom.add(id)
	v.objects[id] = &naiveObject{clock: v.clock(), minute: v.minute(), counter: 5, expiry: v.now / 1e6}
}

func (v *naiveValkey) remove(id uint32) {
	v.naiveRandom.remove(id)
	delete(v.objects, id)
}
