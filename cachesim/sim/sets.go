package sim

import "math/bits"

// set is a set of lanes. A loop over its lanes is
//
//	for ; s != 0; s &= s - 1 { i := s.first() ... }
type set uint8

// only is the set of one lane.
func only(lane int) set { return 1 << lane }

// firstLanes is the set of the first n lanes.
func firstLanes(n int) set { return 1<<n - 1 }

// first is the lowest lane of a set that is not empty.
func (s set) first() int { return bits.TrailingZeros8(uint8(s)) }

func (s set) has(lane int) bool { return s>>lane&1 != 0 }

// counters holds a counter from 0 to 3 for each command in each lane, sliced
// into two sets, so that all lanes count together.
type counters []struct{ low, high set }

// add counts one up in some lanes; 3 stays 3.
func (c counters) add(id uint32, lanes set) {
	n := &c[id]
	lanes &^= n.low & n.high
	n.high ^= n.low & lanes
	n.low ^= lanes
}

func (c counters) get(id uint32, lane int) int {
	n := c[id]
	return int(n.low>>lane&1 | n.high>>lane&1<<1)
}

func (c counters) put(id uint32, lane, count int) {
	n := &c[id]
	n.low = n.low&^only(lane) | set(count&1)<<lane
	n.high = n.high&^only(lane) | set(count>>1)<<lane
}
