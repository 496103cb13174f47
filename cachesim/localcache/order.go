package localcache

import "math/rand/v2"

// order is an eviction policy over the entries of the cache.
type order interface {
	add(*entry)
	hit(*entry)
	remove(*entry)
	victim() *entry // there is one at least
	reset()
}

func newOrder(opt Options) order {
	var o order
	switch opt.Policy {
	case LFU:
		o = new(lfu)
	case RANDOM:
		o = &random{rng: rand.New(rand.NewPCG(opt.Seed, 0))}
	default:
		o = new(lru)
	}
	o.reset()
	return o
}

// lru is one list in order of last access.
type lru struct{ list }

func (l *lru) add(e *entry)    { l.pushBack(&e.place) }
func (l *lru) hit(e *entry)    { l.moveToBack(&e.place) }
func (l *lru) remove(e *entry) { l.list.remove(&e.place) }
func (l *lru) victim() *entry  { return l.front() }
func (l *lru) reset()          { l.last = nil }

// random keeps the entries in slots without gaps: the last one moves into the
// slot that becomes free.
type random struct {
	slots []*entry
	rng   *rand.Rand
}

func (r *random) add(e *entry) {
	e.slot = len(r.slots)
	r.slots = append(r.slots, e)
}

func (r *random) hit(*entry)     {}
func (r *random) victim() *entry { return r.slots[r.rng.IntN(len(r.slots))] }
func (r *random) reset()         { r.slots = nil }

func (r *random) remove(e *entry) {
	end := len(r.slots) - 1
	last := r.slots[end]
	r.slots[e.slot], last.slot = last, e.slot
	r.slots[end] = nil
	r.slots = r.slots[:end]
}
