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
	renumbered := make([]uint32, e.commands)
	for owner := range split {
		next := uint32(0)
		for id := range renumbered {
			renumbered[id] = Gone
			if int(e.owners[id]) == owner {
				renumbered[id] = next
				next++
			}
		}
		split[owner] = e.Kept(renumbered)
		split[owner].owners, split[owner].caches = nil, 0
	}
	return split
}
