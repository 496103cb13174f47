package sim

// clock is a queue that gives a second chance: an entry that comes to the front
// and was hit since goes to the back, with its bit cleared. A new entry has no
// bit. Corbató, "A paging experiment with the Multics system" (1968), as FIFO
// with reinsertion.
type clock struct {
	*caches
	queues []queue
	hit    []set // by command: where it was hit since it was stored or spared
}

func newClock(c *caches, _ Config) order {
	return &clock{c, newQueues(c.places(), len(c.lanes)), make([]set, c.ev.Commands())}
}

func (k *clock) prepare(ids []uint32) (read uint64) {
	for _, id := range ids {
		read += uint64(k.mask[id]) + uint64(k.hit[id])
	}
	return read
}

func (k *clock) access(id uint32, held set, _ int) {
	if held&^k.hit[id] != 0 {
		k.hit[id] |= held
	}
}

func (k *clock) evict(lane int, _ uint32) {
	q := &k.queues[lane]
	for {
		id := q.pop()
		if !k.hit[id].has(lane) {
			k.out(lane, id)
			return
		}
		k.hit[id] &^= only(lane)
		q.push(id)
	}
}

func (k *clock) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		k.queues[s.first()].push(id)
	}
}

func (k *clock) remove(lane int, id uint32) {
	k.queues[lane].remove(id)
	k.hit[id] &^= only(lane)
}
