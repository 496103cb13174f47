package sim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// timeline is an LRU list whose commands are in the order of their last access:
// the trace itself is the queue. All lanes share one place for a command, the
// event that put it there, counted from 1; there stands the set of the lanes
// whose list has it. The least recent command of a lane is the first mark of the
// lane after its tail, which only moves on.
//
// A list can be cut in two by two tails: what the first has passed, the second
// takes later (ARC's ghosts).
type timeline []set

func newTimeline(ev *Events) timeline { return memory.Make[set](ev.Len() + 1 + 64) }

// take moves the tail of a lane past the least recent command of its list, which
// there must be, and gives its place. The mark stays.
func (l timeline) take(t *tails, lane int) (place uint32) {
	for place = t.at[lane&(Lanes-1)]; ; place += 64 {
		if found := marked64((*[64]set)(l[place:]), lane); found != 0 {
			place += uint32(bits.TrailingZeros64(found))
			t.pass(lane, place)
			return place
		}
	}
}

// tails are, by lane, the places before which the entries of a list have been
// taken.
type tails struct {
	at    [Lanes]uint32
	most  uint32 // of the lanes
	lanes set
}

// newTails begins before the first place, in so many lanes.
func newTails(lanes int) *tails {
	t := &tails{most: 1, lanes: firstLanes(lanes)}
	for i := range t.at {
		t.at[i] = 1
	}
	return t
}

// pass moves a lane's tail past a place.
func (t *tails) pass(lane int, place uint32) {
	t.at[lane&(Lanes-1)] = place + 1
	t.most = max(t.most, place+1)
}

// before gives the lanes whose tail is not past a place. Most places are recent.
func (t *tails) before(place uint32) set {
	if place >= t.most {
		return t.lanes
	}
	return t.lanes &^ above(&t.at, place)
}
