//go:build !amd64

package sim

func marked64(sets *[64]set, lane int) uint64 { return plainMarked64(sets, lane) }

func equal32(numbers *[32]nibbles, mask, value nibbles) uint32 {
	return plainEqual32(numbers, mask, value)
}

func enterAll(cells, ids []uint32, d *doors, misses *tally) {
	d.enter(rows{cells, Lanes}, ids, misses)
}

func above(numbers *[Lanes]uint32, bound uint32) set { return plainAbove(numbers, bound) }

func passedOnes(places *batch, tails *[Lanes]uint32, ones *[bundleLen]nibbles) {
	plainPassedOnes(places, tails, ones)
}

func passed(places *batch, tails *[Lanes]uint32) [Lanes]uint32 {
	return plainPassed(places, tails)
}

func behind(numbers *[Lanes]uint32, l *[Lanes]line) (front, end set) { return plainBehind(numbers, l) }

const passesAll = false

func passAll(f *flow, ids []uint32, place uint32) int { return f.plainPass(ids, place) }
