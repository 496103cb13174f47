package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// fifo evicts what was stored first; hits change nothing.
type fifo struct {
	members
	queues *queues
}

func newFIFO(c *caches, _ Config) order { return &fifo{newMembers(c), newQueues(c.places())} }

func (f *fifo) lookups(ids []uint32, _ int) {
	for _, id := range ids {
		for s := f.miss(f.in[id]); s != 0; s &= s - 1 {
			lane := s.first()
			q := &f.queues[lane]
			if f.full(lane) {
				memory.FetchRows(f.in, 1, q.soon())
				f.displace(lane, q.pop())
			}
			q.push(id)
		}
		f.in[id] = f.all
	}
}

func (f *fifo) remove(id uint32, lanes set) {
	f.in[id] &^= lanes
	for s := lanes; s != 0; s &= s - 1 {
		f.queues[s.first()].remove(id)
	}
}
