package sim

import "math/rand/v2"

// random evicts any entry, each with equal chance.
//
// Entries lie in slots without gaps: the last one moves into the slot that
// becomes free. Package localcache has the same slots and the same generator,
// so that both engines draw the same victims.
type random struct {
	slots []uint32
	at    []uint32 // by command: its slot
	rng   *rand.Rand
}

func newRandom(commands int, cfg Config) order {
	return &random{at: make([]uint32, commands), rng: rand.New(rand.NewPCG(cfg.Seed, 0))}
}

func (r *random) add(id uint32) {
	r.at[id] = uint32(len(r.slots))
	r.slots = append(r.slots, id)
}

func (r *random) hit(uint32) {}

func (r *random) victim() uint32 { return r.slots[r.rng.IntN(len(r.slots))] }

func (r *random) remove(id uint32) {
	last := r.slots[len(r.slots)-1]
	r.slots[r.at[id]] = last
	r.at[last] = r.at[id]
	r.slots = r.slots[:len(r.slots)-1]
}

func (r *random) reset() { r.slots = r.slots[:0] }
