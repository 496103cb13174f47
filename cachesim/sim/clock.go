package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// clock is a queue that gives a second chance: an entry that comes to the front
// and was hit since goes to the back, with its bit cleared. A new entry has no
// bit. Corbató, "A paging experiment with the Multics system" (1968), as FIFO
// with reinsertion.
type clock struct {
	marked
	queues *queues
}

func newClock(c *caches, _ Config) order {
	if c.steady() {
		return newSteadyClock(c)
	}
	return &clock{newMarked(c), newQueues(c.places())}
}

func (k *clock) lookups(ids []uint32, _ int) {
	for _, id := range ids {
		e := &k.entries[id]
		e.hit |= e.in
		for s := k.miss(e.in); s != 0; s &= s - 1 {
			lane := s.first()
			if k.full(lane) {
				k.evict(lane)
			}
			k.queues[lane].push(id)
		}
		e.in = k.all
	}
}

func (k *clock) evict(lane int) {
	q := &k.queues[lane]
	for {
		memory.FetchRows(k.entries, 1, q.soon())
		id := q.pop()
		if !k.spare(lane, id) {
			return
		}
		q.push(id)
	}
}

func (k *clock) remove(id uint32, lanes set) {
	k.marked.drop(id, lanes)
	for s := lanes; s != 0; s &= s - 1 {
		k.queues[s.first()].remove(id)
	}
}

// steadyClock is CLOCK for steady caches.
type steadyClock struct {
	bundled
	strips [Lanes]strip
}

func newSteadyClock(c *caches) order {
	k := &steadyClock{bundled: newBundled(c)}
	for i, l := range c.lanes {
		k.strips[i] = newStrip(int(min(l.size, uint64(c.ev.Commands()))))
	}
	return k
}

func (k *steadyClock) prepare(far, near []uint32) {
	k.bundled.prepare(far, near)
	for i := range k.lanes {
		memory.FetchRows(k.entries, 1, k.strips[i].soon())
	}
}

func (k *steadyClock) lookups(ids []uint32, _ int) {
	k.look(ids)
	for lane := range k.lanes {
		k.turn(lane, k.fill(lane, &k.strips[lane]))
	}
	k.note()
}

// turn makes room for what misses in a full lane, and stores it. Each step puts
// somebody to the back, what was spared or what comes: a branch would be hard to
// foresee.
func (k *steadyClock) turn(lane int, missing uint64) {
	lane &= Lanes - 1
	q := k.strips[lane]
	for missing != 0 {
		i, id := first(missing), q.pop()
		spared := k.spared(lane, id)
		if k.mayHave(id) {
			spared, missing = k.recall(lane, id, i, spared, missing)
		}
		q.push(k.ids[i] ^ (k.ids[i]^id)&-uint32(spared))
		missing &= (missing - 1) | -spared
	}
	k.strips[lane] = q
}
