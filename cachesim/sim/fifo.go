package sim

// fifo evicts what was stored first; hits change nothing.
type fifo struct {
	*caches
	tickets *tickets
}

func newFIFO(c *caches, _ Config) order {
	return &fifo{c, newTickets(c.ev.Commands(), len(c.lanes))}
}

func (f *fifo) held(id uint32) set {
	inside, _ := f.tickets.look(f.tickets.of(id))
	return inside
}

func (f *fifo) prepare(_, near []uint32) { f.tickets.fetch(near) }

func (f *fifo) lookups(ids []uint32, _ int) {
	for _, id := range ids {
		row := f.tickets.of(id)
		inside, _ := f.tickets.look(row)
		for s := f.miss(inside); s != 0; s &= s - 1 {
			lane := s.first()
			l := &f.tickets.lanes[lane]
			if f.full(lane) {
				l.let()
				l.forgetOldest()
			}
			row[lane] = l.draw()
		}
	}
}

func (f *fifo) remove(id uint32, lanes set) {
	row := f.tickets.of(id)
	for s := lanes; s != 0; s &= s - 1 {
		lane := s.first()
		f.tickets.lanes[lane].remove(&row[lane])
	}
}

func (f *fifo) forget(uint32) {}
