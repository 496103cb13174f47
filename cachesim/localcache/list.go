package localcache

import "iter"

// node is an entry's place in one list.
type node struct {
	before, after *node
	entry         *entry
}

// list is a doubly linked ring of nodes in the entries, known by its last
// node. The zero value is empty.
type list struct{ last *node }

// front is the entry pushed first, back the one pushed last; nil for none.
func (l list) front() *entry {
	if l.last == nil {
		return nil
	}
	return l.last.after.entry
}

func (l list) back() *entry {
	if l.last == nil {
		return nil
	}
	return l.last.entry
}

func (l list) all() iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		for n := l.last; n != nil; n = n.before {
			if !yield(n.entry) || n.before == l.last {
				return
			}
		}
	}
}

func (l *list) pushBack(n *node) {
	n.before, n.after = n, n
	if l.last != nil {
		n.before, n.after = l.last, l.last.after
		n.before.after, n.after.before = n, n
	}
	l.last = n
}

func (l *list) remove(n *node) {
	switch {
	case n.after == n:
		l.last = nil
	case n == l.last:
		l.last = n.before
	}
	n.before.after, n.after.before = n.after, n.before
}

func (l *list) moveToBack(n *node) {
	switch n {
	case l.last:
	case l.last.after: // the ring turns
		l.last = n
	default:
		n.before.after, n.after.before = n.after, n.before
		n.before, n.after = l.last, l.last.after
		n.before.after, n.after.before = n, n
		l.last = n
	}
}

// groups are lists by a key. One that becomes empty goes, so that the memory
// is bounded by the entries.
type groups[K comparable] map[K]list

func (g groups[K]) add(key K, n *node) {
	l := g[key]
	l.pushBack(n)
	g[key] = l
}

func (g groups[K]) remove(key K, n *node) {
	if n.after == n {
		delete(g, key)
		return
	}
	l := g[key]
	l.remove(n)
	g[key] = l
}
