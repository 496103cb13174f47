package sim

// steadyARC is ARC for steady caches. T1 is a FIFO, as hits lead out of it, and B1 is
// what that remembers. T2 is a list, and B2 is what its tail has passed, up to
// another tail.
type steadyARC struct {
	flow
	b2    tails
	sides [Lanes]adaptive
}

func newSteadyARC(c *caches) order {
	a := &steadyARC{flow: newFlow(c), b2: *newTails(len(c.lanes))}
	a.strict = c.all
	for i, l := range c.lanes {
		a.sides[i].size = l.size
	}
	return a
}

func (a *steadyARC) lookups(ids []uint32, t int) {
	a.flow.lookups(ids, t, a.settle)
}

// settle does a lookup in the odd lanes, and gives those where the command comes into
// T2.
func (a *steadyARC) settle(id uint32) (again set) {
	row, ghosts := a.lines.of(id), a.inB2(id)
	for s := a.odd; s != 0; s &= s - 1 {
		lane := s.first()
		once, l := a.stop(lane), &a.sides[lane]
		l.length[t1] = uint64(once.len())
		even := false
		switch remembered := row[lane] >= once.end; {
		case !a.lacks.has(lane): // a hit in T1, case I of the paper
			once.remove(&row[lane])
			l.length[t1]--
			l.length[t2]++
			again |= only(lane)
		case remembered || ghosts.has(lane):
			if remembered {
				once.recall(&row[lane])
			}
			a.comeBack(lane, l, once, !remembered)
			again |= only(lane)
		default:
			a.store(lane, l, once)
			row[lane] = once.draw()
			part := l.forgets() // for what is new next, while the lengths stay
			even = part == t1 || part == b1 && l.evicts(false) == t1
		}
		a.goOn(lane, even)
	}
	return again
}

// inB2 gives the lanes whose B2 has the command that was looked up last.
func (a *steadyARC) inB2(id uint32) set {
	place := a.last[id]
	evicted := a.list[place] &^ a.listed
	if evicted == 0 {
		return 0
	}
	return evicted & a.b2.before(place)
}

// comeBack makes room in a lane for what a ghost list remembers.
func (a *steadyARC) comeBack(lane int, l *adaptive, once *line, frequent bool) {
	l.adapt(frequent)
	if a.full(lane) {
		a.replace(lane, l, once, frequent)
	}
	l.length[t2]++
}

// store makes room in a lane for what is new to it, and comes into T1.
func (a *steadyARC) store(lane int, l *adaptive, once *line) {
	if a.full(lane) {
		switch l.forgets() {
		case t1:
			once.let()
			once.forgetOldest()
			l.length[t1]--
		case b1:
			once.forgetOldest()
			l.length[b1]--
			a.replace(lane, l, once, false)
		case b2:
			a.list.take(&a.b2, lane)
			l.length[b2]--
			a.replace(lane, l, once, false)
		default:
			a.replace(lane, l, once, false)
		}
	}
	l.length[t1]++
}

// replace evicts an entry, which is remembered.
func (a *steadyARC) replace(lane int, l *adaptive, once *line, frequent bool) {
	part := l.evicts(frequent)
	if part == t1 {
		once.let()
	} else {
		a.list.take(&a.tails, lane)
	}
	l.length[part]--
	l.length[part+b1]++
}

func (a *steadyARC) remove(uint32, set) {}
func (a *steadyARC) forget(uint32)      {}
