package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// sieve is SIEVE: Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is simpler than
// LRU" (NSDI 2024). A hand moves from the oldest entry to the newest and spares
// those that were hit, where they are; at the end it starts again at the
// oldest.
//
// What the hand has passed is one queue, what is before it another, where new
// entries come to the back; when the hand is at the end, the two change places.
type sieve struct {
	marked
	ahead, passed *queues
}

func newSieve(c *caches, _ Config) order {
	ahead, passed := newPairs(c.places())
	return &sieve{newMarked(c), ahead, passed}
}

func (v *sieve) lookups(ids []uint32, _ int) {
	for _, id := range ids {
		e := &v.entries[id]
		e.hit |= e.in
		for s := v.miss(e.in); s != 0; s &= s - 1 {
			lane := s.first()
			if v.full(lane) {
				v.evict(lane)
			}
			v.ahead[lane].push(id)
		}
		e.in = v.all
	}
}

func (v *sieve) evict(lane int) {
	for {
		memory.FetchRows(v.entries, 1, v.ahead[lane].soon())
		id := v.ahead[lane].pop()
		spared := v.spare(lane, id)
		if spared {
			v.passed[lane].push(id)
		}
		v.turn(lane)
		if !spared {
			return
		}
	}
}

// turn starts the hand again where it is at the end.
func (v *sieve) turn(lane int) {
	if v.ahead[lane].len() == 0 {
		v.ahead[lane], v.passed[lane] = v.passed[lane], v.ahead[lane]
	}
}

func (v *sieve) remove(id uint32, lanes set) {
	v.marked.drop(id, lanes)
	for s := lanes; s != 0; s &= s - 1 {
		lane := s.first()
		if !v.ahead[lane].remove(id) {
			v.passed[lane].remove(id)
		}
		v.turn(lane)
	}
}
