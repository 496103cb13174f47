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
	if c.steady() {
		return newSteadySieve(c)
	}
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

// steadySieve is SIEVE for steady caches.
type steadySieve struct {
	bundled
	sides [Lanes]sides
}

// sides are what is before the hand of a lane, and what it has passed.
type sides struct {
	ahead, passed strip
}

func newSteadySieve(c *caches) order {
	v := &steadySieve{bundled: newBundled(c)}
	for i, l := range c.lanes {
		size := int(min(l.size, uint64(c.ev.Commands())))
		v.sides[i] = sides{ahead: newStrip(size), passed: newStrip(size)}
	}
	return v
}

func (v *steadySieve) prepare(far, near []uint32) {
	v.bundled.prepare(far, near)
	for i := range v.lanes {
		memory.FetchRows(v.entries, 1, v.sides[i].ahead.soon())
	}
}

func (v *steadySieve) lookups(ids []uint32, _ int) {
	v.look(ids)
	for lane := range v.lanes {
		v.move(lane, v.fill(lane, &v.sides[lane].ahead))
	}
	v.note()
}

// move moves the hand of a full lane until all that misses is stored. Each step
// writes to both queues, be it in vain: a branch would be hard to foresee.
func (v *steadySieve) move(lane int, missing uint64) {
	s := &v.sides[lane&(Lanes-1)]
	ahead, passed := s.ahead, s.passed
	for lane &= Lanes - 1; missing != 0; {
		i, id := first(missing), *ahead.slot(ahead.tail)
		spared := v.spared(lane, id)
		if v.mayHave(id) {
			spared, missing = v.recall(lane, id, i, spared, missing)
		}
		*passed.slot(passed.head) = id
		passed.head += uint32(spared)
		if ahead.tail++; ahead.tail == ahead.head {
			ahead, passed = passed, ahead
		}
		*ahead.slot(ahead.head) = v.ids[i]
		ahead.head += uint32(spared ^ 1)
		missing &= (missing - 1) | -spared
	}
	s.ahead, s.passed = ahead, passed
}
