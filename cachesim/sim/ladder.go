package sim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// ladder is some LRU lists in each lane, its rungs, from 1 on. As in a [timeline],
// all lanes share one place for a command; there stands on which rung of each
// lane it is. The least recent command of a rung is the first that stands on it
// after the rung's tail.
type ladder struct {
	places []nibbles
	tails  [16][Lanes]uint32 // by rung and lane: the places before which who stood there was taken
}

func newLadder(ev *Events) *ladder {
	l := &ladder{places: memory.Make[nibbles](ev.Len() + 1 + stretch)}
	for rung := range l.tails {
		for lane := range l.tails[rung] {
			l.tails[rung][lane] = 1
			if rung == 0 {
				l.tails[rung][lane] = none // that is no rung
			}
		}
	}
	return l
}

// have gives the lanes that still have the command of a place on the rungs that
// it was put on.
func (l *ladder) have(place uint32, rungs nibbles) set {
	if rungs == 0 {
		return 0
	}
	taken := uint64(0)
	for lane := range Lanes {
		taken |= below(place, l.tails[rungs>>(4*lane)&15][lane]) << lane
	}
	return ^set(taken)
}

// stretch is how many places are looked at together.
const stretch = 32

// take moves the tail of a rung past its least recent command, and says whether
// there was one before a place, where nobody stands yet.
func (l *ladder) take(rung, lane int, end uint32) bool {
	tail := &l.tails[rung][lane&(Lanes-1)]
	shift := 4 * (lane & (Lanes - 1))
	for place := *tail; place < end; place += stretch {
		if found := equal32((*[stretch]nibbles)(l.places[place:]), 15<<shift, nibbles(rung)<<shift); found != 0 {
			*tail = place + uint32(bits.TrailingZeros32(found)) + 1
			return true
		}
	}
	*tail = end
	return false
}

// nibbles are a number from 0 to 15 for each lane.
type nibbles uint32

// ones is 1 in each lane of a set.
func (s set) ones() nibbles {
	n := nibbles(s)
	n = (n | n<<12) & 0x000f000f
	n = (n | n<<6) & 0x03030303
	return (n | n<<3) & 0x11111111
}

// of leaves the numbers of some lanes, and 0 for the others.
func (n nibbles) of(lanes set) nibbles { return n & (15 * lanes.ones()) }

// are gives the lanes whose number is this one.
func (n nibbles) are(number nibbles) (lanes set) {
	differ := n ^ number*0x11111111
	differ |= differ >> 2
	differ |= differ >> 1
	same := ^differ & 0x11111111
	same = (same | same>>3) & 0x03030303
	same = (same | same>>6) & 0x000f000f
	return set(same | same>>12)
}
