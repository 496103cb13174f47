package sim

import "math/rand/v2"

// random evicts any entry, each with equal chance.
//
// Entries lie in slots without gaps: the last one moves into the slot that
// becomes free. Package localcache has the same slots and the same generator,
// so that both engines draw the same victims.
type random struct {
	*members
	slots  [][]uint32 // by lane
	places []places   // nil where nothing is removed
	rng    []*rand.Rand
}

func newRandom(c *members, cfg Config) steps {
	n := len(c.lanes)
	r := &random{members: c, slots: make([][]uint32, n), places: c.places(), rng: make([]*rand.Rand, n)}
	for i := range r.rng {
		r.rng[i] = rand.New(rand.NewPCG(cfg.Seed, 0))
	}
	return r
}

func (r *random) access(uint32, set, int) {}

func (r *random) evict(lane int, _ uint32) {
	at := r.rng[lane].IntN(len(r.slots[lane]))
	r.out(lane, r.slots[lane][at])
	r.free(lane, at)
}

func (r *random) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		i := s.first()
		r.slots[i] = append(r.slots[i], id)
		r.note(i, len(r.slots[i])-1)
	}
}

func (r *random) leave(lane int, id uint32) { r.free(lane, int(*r.places[lane].of(id))) }

// free moves the last entry into a slot.
func (r *random) free(lane, at int) {
	slots := r.slots[lane]
	last := len(slots) - 1
	slots[at] = slots[last]
	r.note(lane, at)
	r.slots[lane] = slots[:last]
}

func (r *random) note(lane, at int) {
	if r.places != nil {
		*r.places[lane].of(r.slots[lane][at]) = uint32(at)
	}
}
