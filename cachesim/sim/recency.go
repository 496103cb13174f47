package sim

// recency holds LRU lists whose entries are in the order of their last access:
// the trace itself is the queue. All lanes and lists share one place for a
// command, the event of its last access; a list of a lane says by a bit which
// commands are in it, and its tail, before which none is, only moves on.
type recency struct {
	ids     []uint32 // of the trace
	last    []uint32 // by command: its last access, counted from 1
	live    bitmap   // the events that are last accesses
	lists   int
	members []set    // by command, then list: the lanes where the list has it
	tails   []uint32 // by lane, then list
}

func newRecency(ev *Events, lanes, lists int) recency {
	return recency{
		ids: ev.ids, last: make([]uint32, ev.Commands()), live: newBitmap(ev.Len() + 1),
		lists: lists, members: make([]set, ev.Commands()*lists), tails: make([]uint32, lanes*lists),
	}
}

// touch makes a command the most recent in every list that has it.
func (r *recency) touch(id uint32, t int) {
	r.live.clear(r.last[id])
	r.last[id] = uint32(t) + 1
	r.live.set(uint32(t) + 1)
}

// member is the set of lanes where a list has a command. To put one into a list
// takes a touch, too.
func (r *recency) member(id uint32, list int) *set { return &r.members[int(id)*r.lists+list] }

// take takes the least recent command out of a list of one lane; there must be
// one.
func (r *recency) take(lane, list int) uint32 {
	tail := &r.tails[lane*r.lists+list]
	for {
		*tail = r.live.next(*tail)
		id := r.ids[*tail-1]
		*tail++
		if in := r.member(id, list); in.has(lane) {
			*in &^= only(lane)
			return id
		}
	}
}
