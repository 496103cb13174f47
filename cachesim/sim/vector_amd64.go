package sim

// marked64 is plainMarked64.
//
//go:noescape
func marked64(sets *[64]set, lane int) uint64

// equal32 is plainEqual32.
//
//go:noescape
func equal32(numbers *[32]nibbles, mask, value nibbles) uint32

// enterAll is doors.enter of rows of all lanes.
//
//go:noescape
func enterAll(cells, ids []uint32, d *doors, misses *tally)

// above is plainAbove.
//
//go:noescape
func above(numbers *[Lanes]uint32, bound uint32) set

// passedOnes is plainPassedOnes.
//
//go:noescape
func passedOnes(places *batch, tails *[Lanes]uint32, ones *[bundleLen]nibbles)

// passed is plainPassed.
//
//go:noescape
func passed(places *batch, tails *[Lanes]uint32) (n [Lanes]uint32)

// behind is plainBehind.
//
//go:noescape
func behind(numbers *[Lanes]uint32, l *[Lanes]line) (front, end set)

// passesAll says that passAll is fast, and has memory fetched itself.
const passesAll = true

// passAll is flow.plainPass of rows of all lanes, of numbers below 1<<31.
//
//go:noescape
func passAll(f *flow, ids []uint32, place uint32) int
