package localcache

// links are an entry's neighbours in one list.
type links struct{ before, after *entry }

// list is a doubly linked list through a field of the entries, closed in a ring
// by a sentinel.
type list struct {
	root *entry
	of   func(*entry) *links
}

func newList(of func(*entry) *links) list {
	l := list{root: new(entry), of: of}
	*of(l.root) = links{l.root, l.root}
	return l
}

func (l list) empty() bool { return l.front() == l.root }

// front is the entry pushed first; the list must not be empty.
func (l list) front() *entry { return l.of(l.root).after }

func (l list) pushBack(e *entry) {
	last := l.of(l.root).before
	*l.of(e) = links{last, l.root}
	l.of(last).after = e
	l.of(l.root).before = e
}

func (l list) remove(e *entry) {
	own := l.of(e)
	l.of(own.before).after = own.after
	l.of(own.after).before = own.before
	*own = links{}
}
