package sim

// steps are a policy that says what it does at a lookup step by step. Around
// each step there is a call; next to what these policies do that is little.
type steps interface {
	// access comes first at each lookup of a command, with the lanes that hold
	// it and the event.
	access(id uint32, held set, t int)
	// evict makes room in a full lane for a command: it calls members.out for one
	// entry or more.
	evict(lane int, incoming uint32)
	// add stores a command in the lanes that did not hold it.
	add(id uint32, lanes set, t int)
	// leave forgets an entry that is removed from a lane.
	leave(lane int, id uint32)
	// forget is that of order.
	forget(id uint32)
}

// stepped is an order made of steps.
type stepped struct {
	*members
	steps
}

// inSteps makes an order of steps.
func inSteps(newSteps func(m *members, cfg Config) steps) func(*caches, Config) order {
	return func(c *caches, cfg Config) order {
		m := newMembers(c)
		return &stepped{&m, newSteps(&m, cfg)}
	}
}

func (p *stepped) lookups(ids []uint32, t int) {
	for i, id := range ids {
		held := p.in[id]
		p.access(id, held, t+i)
		missing := p.miss(held)
		if missing == 0 {
			continue
		}
		for s := missing; s != 0; s &= s - 1 {
			if lane := s.first(); p.full(lane) {
				p.evict(lane, id)
				p.room[lane]--
			}
		}
		p.add(id, missing, t+i)
		p.in[id] = p.all
	}
}

func (p *stepped) remove(id uint32, lanes set) {
	p.in[id] &^= lanes
	for s := lanes; s != 0; s &= s - 1 {
		p.leave(s.first(), id)
	}
}

func (p *stepped) forget(id uint32) { p.steps.forget(id) }
