package sim

// fifo evicts what was stored first; hits change nothing.
type fifo struct {
	*caches
	queues []queue
}

func newFIFO(c *caches, _ Config) order {
	return &fifo{c, newQueues(c.places(), len(c.lanes))}
}

func (f *fifo) access(uint32, set, int) {}

func (f *fifo) evict(lane int, _ uint32) { f.out(lane, f.queues[lane].pop()) }

func (f *fifo) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		f.queues[s.first()].push(id)
	}
}

func (f *fifo) remove(lane int, id uint32) { f.queues[lane].remove(id) }
