package sim

import "math/bits"

// timeline holds LRU lists whose commands are in the order of their last
// access: the trace itself is the queue. All lanes share one place for a
// command, the event that put it there; for each place and list stands the set
// of the lanes where the list has it. The least recent command of a list is the
// first mark of its lane after a tail, which only moves on.
//
// One list can be cut in two by two tails: what the first has passed, the
// second takes later (ARC's ghosts).
type timeline struct {
	last  []uint32 // by command: its place, the event counted from 1
	marks []set    // by place, then list
	lists uint32   // 1 or 2
}

// tails are, by lane, the places before which the entries of a list have been
// taken.
type tails [Lanes]uint32

// newTails begins before the first place, in so many lanes.
func newTails(lanes int) *tails {
	t := new(tails)
	for i := range t {
		t[i] = 1
		if i >= lanes {
			t[i] = none
		}
	}
	return t
}

// before gives the lanes whose tail is not past a place. It has no branches,
// which would be hard to foresee.
func (t *tails) before(place uint32) set {
	past := func(lane int) uint64 { return (uint64(place) - uint64(t[lane])) >> 63 << lane }
	return ^set(past(0) | past(1) | past(2) | past(3) | past(4) | past(5) | past(6) | past(7))
}

func newTimeline(ev *Events, lists int) timeline {
	return timeline{
		last:  make([]uint32, ev.Commands()),
		marks: make([]set, (ev.Len()+1)*lists+8), lists: uint32(lists),
	}
}

// mark is the set of lanes where a list has a command.
func (l *timeline) mark(id, list uint32) *set { return &l.marks[l.last[id]*l.lists+list] }

// move gives a command the place of event t, without marks; those of its old
// place must be taken away before.
func (l *timeline) move(id uint32, t int) { l.last[id] = uint32(t) + 1 }

// take moves the tail of a lane past the least recent command of a list, which
// there must be, and gives its place. The mark stays.
func (l *timeline) take(t *tails, lane int, list uint32) (place uint32) {
	mask := uint64(0x0101010101010101)
	if l.lists == 2 {
		mask = 0x0001000100010001 << (8 * list)
	}
	mask <<= lane
	at := t[lane] * l.lists
	found := eight(l.marks[at:]) & mask
	for found == 0 {
		at += 8
		found = eight(l.marks[at:]) & mask
	}
	place = (at + uint32(bits.TrailingZeros64(found))/8) / l.lists
	t[lane] = place + 1
	return place
}

// unmark takes the mark of a place away, in one lane.
func (l *timeline) unmark(place, list uint32, lane int) {
	l.marks[place*l.lists+list] &^= only(lane)
}

// eight is eight sets as one word, which the compiler loads at once.
func eight(s []set) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
