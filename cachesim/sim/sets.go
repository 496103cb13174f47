package sim

import "math/bits"

// set is a set of lanes. A loop over its lanes is
//
//	for ; s != 0; s &= s - 1 { i := s.first() ... }
type set uint8

// only is the set of one lane.
func only(lane int) set { return 1 << (lane & (Lanes - 1)) }

// firstLanes is the set of the first n lanes.
func firstLanes(n int) set { return 1<<n - 1 }

// first is the lowest lane of a set that is not empty.
func (s set) first() int { return bits.TrailingZeros8(uint8(s)) & (Lanes - 1) }

func (s set) has(lane int) bool { return s>>(lane&(Lanes-1))&1 != 0 }

// counter counts from 0 to 3 in each lane, sliced into two sets, so that all
// lanes count together.
type counter struct{ low, high set }

// add counts one up in some lanes; 3 stays 3.
func (n *counter) add(lanes set) {
	lanes &^= n.low & n.high
	n.high ^= n.low & lanes
	n.low ^= lanes
}

func (n counter) get(lane int) int {
	return int(n.low>>(lane&(Lanes-1))&1 | n.high>>(lane&(Lanes-1))&1<<1)
}

func (n *counter) put(lane, count int) {
	n.low = n.low&^only(lane) | set(count&1)<<(lane&(Lanes-1))
	n.high = n.high&^only(lane) | set(count>>1)<<(lane&(Lanes-1))
}

// below is 1 where a is less than b, and else 0. It is no branch, which would be
// hard to foresee.
func below(a, b uint32) uint64 { return (uint64(a) - uint64(b)) >> 63 }
