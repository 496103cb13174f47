package sim

// Own says in whose cache a command is looked up, where there are several
// caches: owners are numbered from 0. One command has one owner.
func (e *Events) Own(id uint32, owner int) {
	for len(e.owners) <= int(id) {
		e.owners = append(e.owners, 0)
	}
	e.owners[id] = uint16(owner)
	e.caches = max(e.caches, owner+1)
}

// Owner says in whose cache a command is looked up.
func (e *Events) Owner(id uint32) int {
	if int(id) < len(e.owners) {
		return int(e.owners[id])
	}
	return 0
}

// Split gives what each cache sees, in the order of their owners; the events
// themselves where there is one.
func (e *Events) Split() []*Events {
	if e.caches <= 1 {
		return []*Events{e}
	}
	split := make([]*Events, e.caches)
	for owner := range split {
		split[owner] = new(Events)
	}
	own := make([]uint32, e.commands) // by command: its number among its owner's
	numbered := make([]uint32, e.caches)
	for id := range own {
		n := &numbered[e.Owner(uint32(id))]
		own[id] = *n
		*n++
	}
	e.each(func(t int, op Op, id uint32, due int64) {
		if !op.OfAll() {
			split[e.Owner(id)].take(e, t, op, own[id], due)
			return
		}
		for _, events := range split {
			events.take(e, t, op, id, due)
		}
	})
	return split
}
