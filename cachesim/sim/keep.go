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
	drops, timed, dues := e.Drops(), e.Timed(), e.dues
	for t, id := range e.ids {
		op, due := e.op(t), int64(0)
		if op == OpLifetime {
			due, dues = dues[0], dues[1:]
		}
		if op != OpFlush && op != OpStaleAll {
			if id = renumbered[id]; id == Gone {
				continue
			}
			kept.commands = max(kept.commands, int(id)+1)
		}
		if op == OpLookup {
			kept.lookups++
		}
		kept.ids = append(kept.ids, id)
		if op == OpLifetime {
			kept.dues = append(kept.dues, due)
		}
		if drops {
			kept.ops = append(kept.ops, op)
		}
		if timed {
			kept.times = append(kept.times, e.times[t])
		}
		if e.weights != nil {
			kept.weights = append(kept.weights, e.Weight(t))
		}
	}
	for id, owner := range e.owners {
		if n := renumbered[id]; n != Gone {
			kept.Own(n, int(owner))
		}
	}
}

// Drops says whether there are other events than lookups.
func (e *Events) Drops() bool { return e.ops != nil }

// Timed says whether the events have times.
func (e *Events) Timed() bool { return e.times != nil }
