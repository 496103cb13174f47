package sim

import "math/bits"

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

// each is 1 in each lane.
const each nibbles = 0x11111111

// some is 1 in the lanes whose number is not 0.
func (n nibbles) some() nibbles { return (n | n.high()) & each }

// first is 1 in the lanes whose number is 1.
func (n nibbles) first() nibbles { return n &^ n.high() & each }

// high has, with other bits, a 1 in the lanes whose number is above 1.
func (n nibbles) high() nibbles { return n>>1 | n>>2 | n>>3 }

// at gives the number of a lane.
func (n nibbles) at(lane int) int { return int(n >> (4 * lane) & 15) }

// lane is the first whose number is not 0.
func (n nibbles) lane() int { return bits.TrailingZeros32(uint32(n)) / 4 & (Lanes - 1) }

// lanes is the set of the lanes that have 1, where the others have 0.
func (n nibbles) lanes() set {
	n = (n | n>>3) & 0x03030303
	n = (n | n>>6) & 0x000f000f
	return set(n | n>>12)
}

// sums are the sums of nibbles in each lane, up to 255.
type sums struct{ even, odd nibbles }

func (s *sums) add(n nibbles) {
	s.even += n & 0x0f0f0f0f
	s.odd += n >> 4 & 0x0f0f0f0f
}

func (s *sums) of(lane int) int {
	if lane%2 == 0 {
		return int(s.even >> (4 * lane) & 255)
	}
	return int(s.odd >> (4 * (lane - 1)) & 255)
}
