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

// have is 1 in the lanes that still have the command of a place on the rungs that
// it was put on.
func (l *ladder) have(place uint32, rungs nibbles) nibbles {
	if rungs == 0 {
		return 0
	}
	taken := uint64(0)
	for lane := range Lanes {
		taken |= below(place, l.tails[rungs>>(4*lane)&15][lane]) << lane
	}
	return (^set(taken)).ones()
}

// stretch is how many places are looked at together.
const stretch = 32

// take moves the tail of a rung past its least recent command, and says whether
// there was one before a place, where nobody stands yet.
func (l *ladder) take(rung, lane int, end uint32) bool {
	tail := &l.tails[rung][lane&(Lanes-1)]
	shift := 4 * (lane & (Lanes - 1))
	for place := uint64(*tail); place < uint64(end); place += stretch { // which may go beyond 32 bits
		if found := equal32((*[stretch]nibbles)(l.places[place:]), 15<<shift, nibbles(rung)<<shift); found != 0 {
			*tail = uint32(place) + uint32(bits.TrailingZeros32(found)) + 1
			return true
		}
	}
	*tail = end
	return false
}

// skip moves the tail of the first rung past its n least recent commands, to the next
// one, if there is one before end. Else it leaves it where it is.
func (l *ladder) skip(lane, n int, end uint32) bool {
	tail := &l.tails[1][lane&(Lanes-1)]
	shift := 4 * (lane & (Lanes - 1))
	for place := uint64(*tail); place < uint64(end); place += stretch { // which may go beyond 32 bits
		found := equal32((*[stretch]nibbles)(l.places[place:]), 15<<shift, 1<<shift)
		here := bits.OnesCount32(found)
		if here > n {
			*tail = uint32(place) + uint32(nth(uint64(found), n+1))
			return true
		}
		n -= here
	}
	return false
}

// higher gives by lane the place from which on nobody was taken from another rung than
// the first.
func (l *ladder) higher() (tails [Lanes]uint32) {
	for _, others := range l.tails[2:] {
		for lane, tail := range others {
			tails[lane] = max(tails[lane], tail)
		}
	}
	return tails
}
