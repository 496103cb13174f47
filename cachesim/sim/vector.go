package sim

// What follows is done on amd64 for many lanes or places by one instruction
// (vector_amd64.s), and for few elsewhere.

// plainMarked64 gives which of some sets have a lane, the first by the lowest bit.
func plainMarked64(sets *[64]set, lane int) (found uint64) {
	for i, s := range sets {
		found |= uint64(s>>lane&1) << i
	}
	return found
}

// plainEqual32 gives which of some numbers are equal to value under a mask, the
// first by the lowest bit.
func plainEqual32(numbers *[32]nibbles, mask, value nibbles) (found uint32) {
	for i, n := range numbers {
		if n&mask == value {
			found |= 1 << i
		}
	}
	return found
}

// plainAbove gives the lanes whose number is above a bound, without branches, which
// would be hard to foresee.
func plainAbove(numbers *[Lanes]uint32, bound uint32) set {
	n := func(lane int) uint64 { return below(bound, numbers[lane]) << lane }
	return set(n(0) | n(1) | n(2) | n(3) | n(4) | n(5) | n(6) | n(7))
}

// plainPassedOnes gives for each of some places 1 in the lanes whose tail has passed it.
func plainPassedOnes(places *batch, tails *[Lanes]uint32, ones *[bundleLen]nibbles) {
	for i, place := range places {
		ones[i] = plainAbove(tails, place).ones()
	}
}

// plainPassed counts by lane which of some places the lane's tail has passed.
func plainPassed(places *batch, tails *[Lanes]uint32) (n [Lanes]uint32) {
	for _, place := range places {
		for lane, tail := range tails {
			n[lane] += uint32(below(place, tail))
		}
	}
	return n
}

// plainBehind gives the lanes where a number comes before the line's front, and
// before its end.
func plainBehind(numbers *[Lanes]uint32, l *[Lanes]line) (front, end set) {
	for lane, number := range numbers {
		front |= set(below(number, l[lane].front)) << lane
		end |= set(below(number, l[lane].end)) << lane
	}
	return front, end
}
