package sim

// list is a queue of commands that any of them can leave: a doubly linked list
// in two flat arrays, closed in a ring by a sentinel after the last id.
type list struct {
	next, prev []uint32
	head       uint32 // the sentinel
}

func newList(commands int) *list {
	l := &list{next: make([]uint32, commands+1), prev: make([]uint32, commands+1), head: uint32(commands)}
	l.reset()
	return l
}

// reset empties the list.
func (l *list) reset() { l.next[l.head], l.prev[l.head] = l.head, l.head }

// front is the command that has been in the list longest; the list must not be
// empty.
func (l *list) front() uint32 { return l.next[l.head] }

func (l *list) pushBack(id uint32) {
	last := l.prev[l.head]
	l.next[last], l.prev[id] = id, last
	l.next[id], l.prev[l.head] = l.head, id
}

func (l *list) remove(id uint32) {
	before, after := l.prev[id], l.next[id]
	l.next[before], l.prev[after] = after, before
}

// queueOrder evicts the front of a list: FIFO, or LRU where hits refresh.
type queueOrder struct {
	*list
	refresh bool
}

func newFIFO(commands int, _ Config) order { return queueOrder{newList(commands), false} }
func newLRU(commands int, _ Config) order  { return queueOrder{newList(commands), true} }

func (q queueOrder) add(id uint32)  { q.pushBack(id) }
func (q queueOrder) victim() uint32 { return q.front() }

func (q queueOrder) hit(id uint32) {
	if q.refresh {
		q.remove(id)
		q.pushBack(id)
	}
}
