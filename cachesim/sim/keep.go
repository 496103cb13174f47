package sim

// Gone is the new number of a command that is left out.
const Gone = ^uint32(0)

// Keep leaves out the lookups and drops of commands whose new number is Gone,
// and gives the others theirs.
func (e *Events) Keep(renumbered []uint32) {
	kept := &Events{ids: e.ids[:0], ops: e.ops[:0], times: e.times[:0], weights: e.weights[:0], dues: e.dues[:0]}
	e.copyTo(kept, renumbered)
	e.ids, e.ops, e.times, e.weights, e.dues = kept.ids, kept.ops, kept.times, kept.weights, kept.dues
	e.commands, e.lookups, e.owners = kept.commands, kept.lookups, kept.owners
}

// Kept is Keep that leaves the events alone and gives those kept.
func (e *Events) Kept(renumbered []uint32) *Events {
	kept := new(Events)
	e.copyTo(kept, renumbered)
	return kept
}

func (e *Events) copyTo(kept *Events, renumbered []uint32) {
	e.each(func(t int, op Op, id uint32, due int64) {
		if !op.OfAll() {
			if id = renumbered[id]; id == Gone {
				return
			}
		}
		kept.take(e, t, op, id, due)
	})
	for id, owner := range e.owners {
		if n := renumbered[id]; n != Gone {
			kept.Own(n, int(owner))
		}
	}
}

// each calls f with each event, and what Lifetime said of it.
func (e *Events) each(f func(t int, op Op, id uint32, due int64)) {
	dues := e.dues
	for t, id := range e.ids {
		op, due := e.op(t), int64(0)
		if op == OpLifetime {
			due, dues = dues[0], dues[1:]
		}
		f(t, op, id, due)
	}
}

// take adds event t of others, for a command that has another number here.
func (e *Events) take(from *Events, t int, op Op, id uint32, due int64) {
	if !op.OfAll() {
		e.commands = max(e.commands, int(id)+1)
	}
	if op == OpLookup {
		e.lookups++
	}
	e.ids = append(e.ids, id)
	if op == OpLifetime {
		e.dues = append(e.dues, due)
	}
	if from.Drops() {
		e.ops = append(e.ops, op)
	}
	if from.Timed() {
		e.times = append(e.times, from.times[t])
	}
	if from.weights != nil {
		e.weights = append(e.weights, from.Weight(t))
	}
}

// Drops says whether there are other events than lookups.
func (e *Events) Drops() bool { return e.ops != nil }

// Timed says whether the events have times.
func (e *Events) Timed() bool { return e.times != nil }
