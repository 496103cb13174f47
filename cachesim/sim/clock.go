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

func newClock(c *caches, _ Config) order { return &clock{newMarked(c), newQueues(c.places())} }

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
