package localcache

import "math/rand/v2"

// random keeps the entries in slots without gaps: the last one moves into the
// slot that becomes free.
type random struct {
	simple
	slots []*entry
	rng   *rand.Rand
	seed  uint64
}

func (r *random) add(e *entry) {
	e.slot = len(r.slots)
	r.slots = append(r.slots, e)
}

func (r *random) hit(*entry) {}

func (r *random) evict() *entry {
	e := r.slots[r.rng.IntN(len(r.slots))]
	r.remove(e)
	return e
}

func (r *random) remove(e *entry) {
	end := len(r.slots) - 1
	last := r.slots[end]
	r.slots[e.slot], last.slot = last, e.slot
	r.slots[end] = nil
	r.slots = r.slots[:end]
}

func (r *random) reset() {
	r.slots = nil
	if r.rng == nil {
		r.rng = rand.New(rand.NewPCG(r.seed, 0))
	}
}
