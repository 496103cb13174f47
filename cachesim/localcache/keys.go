package localcache

// index finds the commands that name a key. Each key has a slice without gaps,
// so that everything is done in constant time and in an order that repeats.
type index map[string][]*mention

// mention is one key of one command.
type mention struct {
	entry *entry
	key   string
	at    int // in the slice of its key
}

// add notes that a command names the keys; one named twice counts once.
func (x index) add(e *entry, keys []string) {
	for _, k := range keys {
		all := x[k]
		if n := len(all); n > 0 && all[n-1].entry == e {
			continue
		}
		m := &mention{e, k, len(all)}
		x[k] = append(all, m)
		e.keys = append(e.keys, m)
	}
}

// remove forgets the keys of a command.
func (x index) remove(e *entry) {
	for _, m := range e.keys {
		all := x[m.key]
		end := len(all) - 1
		last := all[end]
		all[m.at], last.at = last, m.at
		all[end] = nil
		if end == 0 {
			delete(x, m.key)
		} else {
			x[m.key] = all[:end]
		}
	}
	e.keys = nil
}
