package sim

// fifo evicts what was stored first; hits change nothing.
type fifo struct {
	*caches
	tickets *tickets
}

func newFIFO(c *caches, cfg Config) order {
	if cfg.TTL > 0 && c.ev.agesInOrder() {
		return newAgedFIFO(c, cfg.TTL)
	}
	if c.steady() {
		return newSteadyFIFO(c)
	}
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

// steadyFIFO is a FIFO that nothing leaves but to make room, and whose misses nobody
// wants to hear of: an entry is inside until as many have come after it as its
// cache holds.
type steadyFIFO struct {
	*caches
	rows  // by command and lane: how many will have come when it leaves
	doors doors
}

// doors count what comes into the lanes.
type doors struct{ come, size [Lanes]uint32 }

func newSteadyFIFO(c *caches) order {
	f := &steadyFIFO{caches: c, rows: newRows(c.ev.Commands(), len(c.lanes))}
	for i, l := range c.lanes {
		f.doors.size[i] = uint32(min(l.size, uint64(c.ev.Commands())))
	}
	return f
}

func (f *steadyFIFO) held(id uint32) (held set) {
	for lane, leaves := range f.of(id) {
		if f.doors.come[lane] < leaves {
			held |= only(lane)
		}
	}
	return held
}

func (f *steadyFIFO) prepare(far, _ []uint32) { f.fetch(far) }

func (f *steadyFIFO) lookups(ids []uint32, _ int) {
	if f.width == Lanes {
		enterAll(f.cells, ids, &f.doors, &f.misses)
	} else {
		f.doors.enter(f.rows, ids, &f.misses)
	}
	for i, l := range f.lanes {
		f.room[i] = l.size - min(l.size, uint64(f.doors.come[i]))
	}
}

// enter looks commands up and lets them in. It does the same whether a lane misses
// or not: a branch would be hard to foresee.
func (d *doors) enter(r rows, ids []uint32, misses *tally) {
	for _, id := range ids {
		row, missing := r.of(id), set(0)
		for lane := len(row) - 1; lane >= 0; lane-- {
			come, leaves := &d.come[lane&(Lanes-1)], row[lane]
			missed := uint32(below(*come, leaves)) ^ 1
			*come += missed
			row[lane] = leaves + (*come+d.size[lane&(Lanes-1)]-leaves)&-missed
			missing = missing<<1 | set(missed)
		}
		misses[missing]++
	}
}

func (f *steadyFIFO) remove(uint32, set) {}
func (f *steadyFIFO) forget(uint32)      {}
