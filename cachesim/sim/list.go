package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// lists are some LRU queues of commands that any of them can leave, in one lane. A
// command is in one of them at most.
//
// Nothing is moved or unlinked: a command goes to the back of a queue anew, and its
// place says in which slot of which queue it counts. The slots that it had before
// are passed over when they come to the front. So a hit writes to one place in
// memory, and to the back of a queue.
type lists struct {
	in     []set   // by command, what is looked at of those that come to the front
	places rows    // by command: slot and list
	column int     // of the places
	queues []slots // by list
	length []int   // by list
}

// slots are a ring of commands, of which those count whose place is their slot.
type slots struct {
	ring       []uint32 // a power of two
	head, tail uint32   // counted up from 1
}

const (
	listBits = 2                    // of a place tell the list; the others tell the slot
	maxSlots = 1 << (32 - listBits) // of a ring
)

// newLists makes several lists for each lane, up to four. A command can be in one of
// each kind, of which there may be some; their places lie together.
func (m *members) newLists(kinds ...int) [][]lists {
	places := newRows(m.ev.Commands(), len(kinds)*len(m.lanes))
	m.fetchers = append(m.fetchers, places.fetch)
	all := make([][]lists, len(kinds))
	for kind, n := range kinds {
		for lane := range m.lanes {
			l := lists{in: m.in, places: places, column: kind*len(m.lanes) + lane, queues: make([]slots, n), length: make([]int, n)}
			for list := range n {
				l.queues[list] = slots{ring: make([]uint32, 4*later), head: 1, tail: 1}
			}
			all[kind] = append(all[kind], l)
		}
	}
	return all
}

func (l *lists) place(id uint32) *uint32 { return l.places.at(id, l.column) }

func placeIn(list int, slot uint32) uint32 { return slot<<listBits | uint32(list) }

// list says which list has a command that is in one.
func (l *lists) list(id uint32) int { return int(*l.place(id) & (1<<listBits - 1)) }

// oldest is the command that was put into a list longest ago; there must be
// one.
func (l *lists) oldest(list int) uint32 {
	q := &l.queues[list]
	for {
		id := q.ring[q.tail&uint32(len(q.ring)-1)]
		if *l.place(id) == placeIn(list, q.tail) {
			return id
		}
		q.tail++
		l.fetch(q, q.tail)
	}
}

// put puts a command into a list as the newest.
func (l *lists) put(list int, id uint32) {
	q := &l.queues[list]
	if int(q.head-q.tail) == len(q.ring) {
		l.makeRoom(list)
	}
	q.ring[q.head&uint32(len(q.ring)-1)] = id
	*l.place(id) = placeIn(list, q.head)
	q.head++
	l.length[list]++
}

// take takes a command out of its list.
func (l *lists) take(id uint32) {
	list := l.list(id)
	l.length[list]--
	*l.place(id) = placeIn(list, l.queues[list].tail-1) // which has been passed
}

// move puts a command of one list into another, or the same, as the newest.
func (l *lists) move(list int, id uint32) {
	l.length[l.list(id)]--
	l.put(list, id)
}

// fetch prepares what will be looked at of the commands that come to the front of a
// queue soon.
func (l *lists) fetch(q *slots, at uint32) {
	if at%later == 0 {
		next := (at + 3*later) & uint32(len(q.ring)-1)
		soon := q.ring[next : next+later]
		l.places.fetch(soon)
		memory.FetchRows(l.in, 1, soon)
	}
}

// makeRoom leaves the slots out of a full ring that do not count, and doubles it where
// they are few.
func (l *lists) makeRoom(list int) {
	q := &l.queues[list]
	size := len(q.ring)
	if 2*l.length[list] >= size && size < maxSlots {
		size *= 2
	}
	old, ring, head := *q, memory.Make[uint32](size), uint32(1)
	for at := old.tail; at != old.head; at++ {
		l.fetch(&old, at)
		id := old.ring[at&uint32(len(old.ring)-1)]
		if p := l.place(id); *p == placeIn(list, at) {
			ring[head&uint32(size-1)] = id
			*p = placeIn(list, head)
			head++
		}
	}
	*q = slots{ring: ring, head: head, tail: 1}
}
