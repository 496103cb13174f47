package sim

import (
	"math"
	"slices"
)

// naiveVolatile is the server under a volatile policy: naiveValkey's table is
// db->expires here, and the objects are all that is inside.
type naiveVolatile struct {
	naiveValkey
	due     map[uint32]int64 // of what the trace has told of
	always  bool
	told    int // events of Lifetime
	refusal int // the last store that was refused
}

func newNaiveVolatile(policy string, ev *Events, ttl int64, seed uint64) *naiveVolatile {
	return &naiveVolatile{naiveValkey: *newNaiveValkey(policy, ev, seed), due: map[uint32]int64{}, always: ttl > 0, refusal: -2}
}

// refuses says that nothing can be evicted.
func (v *naiveVolatile) refuses() bool { return v.used == 0 }

func (v *naiveVolatile) access(id uint32, hit bool, t int) []uint32 {
	v.naiveValkey.access(id, hit, t)
	if _, told := v.due[id]; v.op == OpStore && !told {
		v.due[id] = math.MaxInt64
		if v.refusal != t {
			v.settle(id)
		}
	}
	v.date(id)
	return nil
}

func (v *naiveVolatile) evict(uint32) []uint32 {
	if v.refuses() {
		return nil
	}
	if v.policy == "random" {
		victim := v.any()
		v.remove(victim)
		return []uint32{victim}
	}
	return v.naiveValkey.evict(0)
}

func (v *naiveVolatile) add(id uint32) {
	v.enter(id)
	v.date(id)
	v.settle(id)
}

func (v *naiveVolatile) remove(id uint32) {
	if v.has(id) {
		v.naiveDict.remove(id)
	}
	delete(v.objects, id)
}

func (v *naiveVolatile) forget(id uint32) { delete(v.due, id) }

func (v *naiveVolatile) lifetime(id uint32, t int) {
	v.due[id] = v.ev.Dues()[v.told]
	v.told++
	v.date(id)
	if _, before, _ := v.ev.At(max(0, t-1)); v.refusal != t-1 || before != id {
		v.settle(id)
	}
}

// date gives an object its deadline.
func (v *naiveVolatile) date(id uint32) {
	if o := v.objects[id]; o != nil {
		due, told := v.due[id]
		if !told {
			due = math.MaxInt64
		}
		o.expiry = due / 1_000_000
	}
}

// settle puts an object into the table, or takes it out.
func (v *naiveVolatile) settle(id uint32) {
	want := v.objects[id] != nil && (v.always || v.due[id] != math.MaxInt64)
	switch has := v.has(id); {
	case has && !want:
		v.naiveDict.remove(id)
	case !has && want:
		v.naiveDict.add(id)
	}
}

func (d *naiveDict) has(id uint32) bool { return slices.Contains(*d.chain(id), id) }
