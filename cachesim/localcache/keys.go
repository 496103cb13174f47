package localcache

// mention is one key of one command.
type mention struct {
	node
	key string
}

// name notes that the entry's command names the keys; one named twice counts
// once.
func (c *Cache) name(e *entry, keys []string) {
	if len(keys) == 1 {
		e.keys = e.one[:0]
	} else if cap(e.keys) != len(keys) {
		e.keys = make([]mention, 0, len(keys)) // never grown: the lists point into it
	}
	for _, k := range keys {
		l := c.byKey[k]
		if l.back() == e {
			continue
		}
		e.keys = append(e.keys, mention{node{entry: e}, k})
		l.pushBack(&e.keys[len(e.keys)-1].node)
		c.byKey[k] = l
	}
}

// unname forgets the keys of an entry.
func (c *Cache) unname(e *entry) {
	for i := range e.keys {
		c.byKey.remove(e.keys[i].key, &e.keys[i].node)
	}
	e.keys = e.keys[:0]
}
