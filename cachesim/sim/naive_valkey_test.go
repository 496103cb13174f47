package sim

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// naiveValkey is the server's eviction from evict.c, word for word where that
// is short: one object for each key, with the fields of the server.
type naiveValkey struct {
	naiveDict
	policy  string
	ev      *Events
	samples int
	now     int64
	objects map[uint32]*naiveObject
	lent    map[uint32]bool // a miss has made it, and no write yet
	op      Op
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
		naiveDict: *newNaiveDict(seed),
		policy:    policy[strings.LastIndex(policy, "-")+1:], ev: ev, samples: 5, objects: map[uint32]*naiveObject{}, lent: map[uint32]bool{},
	}
}

func (v *naiveValkey) clock() uint64  { return uint64(v.now/1e9) % (1 << 24) }
func (v *naiveValkey) minute() uint64 { return uint64(v.now/60e9) % (1 << 16) }

func (v *naiveValkey) access(id uint32, hit bool, t int) []uint32 {
	if v.op, _, v.now = v.ev.At(t); v.ev.times == nil {
		v.now = int64(t) * 100_000
	}
	anticipated := v.op == OpStore && v.lent[id]
	if v.op == OpStore {
		v.lent[id] = false
	}
	o := v.objects[id]
	if !hit {
		return nil
	}
	o.clock = v.clock()
	if v.op == OpStore {
		o.expiry = v.now / 1e6
	}
	if anticipated {
		o.counter, o.minute = 5, v.minute()
	} else if v.policy == "lfu" {
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
			if v.has(best.id) {
				v.remove(best.id)
				return []uint32{best.id}
			}
		}
	}
}

func (v *naiveValkey) populate() {
	for _, id := range v.some(v.samples) {
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
	v.naiveDict.add(id)
	v.enter(id)
}

func (v *naiveValkey) enter(id uint32) {
	if v.op == OpLookup {
		v.lent[id] = true
	}
	v.objects[id] = &naiveObject{clock: v.clock(), minute: v.minute(), counter: 5, expiry: v.now / 1e6}
}

func (v *naiveValkey) remove(id uint32) {
	v.naiveDict.remove(id)
	delete(v.objects, id)
}

// naiveDict is the server's table from dict.c, a slice for each chain.
type naiveDict struct {
	chains [][]uint32
	used   int
	seed   uint64
	rng    *rand.Rand
}

func newNaiveDict(seed uint64) *naiveDict {
	return &naiveDict{chains: make([][]uint32, 4), seed: seed, rng: rand.New(rand.NewPCG(seed, 0))}
}

func (d *naiveDict) access(uint32, bool, int) []uint32 { return nil }
func (d *naiveDict) forget(uint32)                     {}

func (d *naiveDict) chain(id uint32) *[]uint32 {
	z := uint64(id) + (d.seed+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return &d.chains[z%uint64(len(d.chains))]
}

func (d *naiveDict) add(id uint32) {
	if d.used == len(d.chains) {
		old := d.chains
		d.chains = make([][]uint32, 2*len(old))
		for _, moved := range slices.Concat(old...) {
			*d.chain(moved) = slices.Insert(*d.chain(moved), 0, moved)
		}
	}
	*d.chain(id) = slices.Insert(*d.chain(id), 0, id)
	d.used++
}

func (d *naiveDict) remove(id uint32) {
	*d.chain(id) = without(*d.chain(id), id)
	d.used--
}

func (d *naiveDict) bucket() int { return int(d.rng.Uint64() >> 32 >> (32 - d.bits())) }

func (d *naiveDict) bits() (n int) {
	for 1<<n < len(d.chains) {
		n++
	}
	return n
}

// some collects the entries of one chain after another until there are enough.
func (d *naiveDict) some(count int) []uint32 {
	count = min(count, d.used)
	des, stored, emptylen := make([]uint32, count), 0, 0
	i := d.bucket()
	for maxsteps := count * 10; stored < count && maxsteps > 0; maxsteps-- {
		chain := d.chains[i]
		if len(chain) == 0 {
			emptylen++
			if emptylen >= 5 && emptylen > count {
				i, emptylen = d.bucket(), 0
			}
		} else {
			emptylen = 0
		}
		for _, he := range chain {
			if stored < count {
				des[stored] = he
			} else if r := d.rng.IntN(stored + 1); r < count {
				des[r] = he
			}
			stored++
		}
		i = (i + 1) % len(d.chains)
	}
	return des[:min(stored, count)]
}

func (d *naiveDict) any() uint32 {
	i := d.bucket()
	for len(d.chains[i]) == 0 {
		i = d.bucket()
	}
	return d.chains[i][d.rng.IntN(len(d.chains[i]))]
}

func (d *naiveDict) evict(uint32) []uint32 {
	victim := d.any()
	d.remove(victim)
	return []uint32{victim}
}
