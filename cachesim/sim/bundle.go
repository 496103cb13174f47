package sim

import "math/bits"

// bundle are lookups that a steady cache takes together: lane by lane, and in each
// lane one after another. Lanes know nothing of each other, so that this changes
// nothing; and what one lane does again and again the processor foresees better
// than what eight do by turns.
//
// First see is told which lanes hold what is looked up. What the others lack is
// stored then, lane by lane, as absent says, and at last the hits are noted. Till
// then they are pending: whoever comes upon a command that mayHave says may be
// looked up here must settle what is known of it.
type bundle struct {
	ids     [bundleLen]uint32
	n       int
	hits    [bundleLen]set   // by lookup: the lanes where a hit is pending
	lacking [bundleLen]set   // by lookup: the lanes that miss
	last    [4096]uint8      // by the last bits of a command: its last lookup, counted from 1; 0 is none
	before  [bundleLen]uint8 // by lookup: the one before of its command, or of one that looks the same
}

// bundleLen is how many lookups a bundle has at most.
const bundleLen = 64

// open begins a bundle.
func (b *bundle) open(ids []uint32) {
	for _, id := range b.ids[:b.n] {
		*b.lastOf(id) = 0
	}
	b.n = copy(b.ids[:], ids)
	for i, id := range ids {
		last := b.lastOf(id)
		b.before[i&(bundleLen-1)], *last = *last, uint8(i+1)
	}
	clear(b.lacking[b.n:])
}

func (b *bundle) lastOf(id uint32) *uint8 { return &b.last[id&uint32(len(b.last)-1)] }

// see is told which of all lanes hold what lookup i asks for.
func (b *bundle) see(i int, held, all set) {
	b.hits[i&(bundleLen-1)], b.lacking[i&(bundleLen-1)] = held, all&^held
}

// absent gives the lookups that miss in a lane, the first by the lowest bit.
func (b *bundle) absent(lane int) uint64 { return marked64(&b.lacking, lane) }

// first is the first of some lookups.
func first(lookups uint64) int { return bits.TrailingZeros64(lookups) & (bundleLen - 1) }

// mayHave says whether a command may be looked up here. Mostly it is not.
func (b *bundle) mayHave(id uint32) bool { return *b.lastOf(id) != 0 }

// settle is asked by lookup i about a command in a lane: how many hits of it are
// pending there, which are not after that, and which lookup will miss it should it
// be evicted now, -1 for none.
func (b *bundle) settle(lane int, id uint32, i int) (hits, next int) {
	next = -1
	for j := int(*b.lastOf(id)) - 1; j >= 0; j = int(b.before[j]) - 1 {
		switch {
		case b.ids[j] != id:
		case j > i:
			next = j
		case b.hits[j].has(lane):
			b.hits[j] &^= only(lane)
			hits++
		}
	}
	return hits, next
}

// lose makes a hit that is pending in a lane a miss, and gives it as absent does.
func (b *bundle) lose(lane, i int) uint64 {
	b.hits[i] &^= only(lane)
	b.lacking[i] |= only(lane)
	return 1 << i
}

// tally counts what missed.
func (b *bundle) tally(t *tally) {
	for _, missed := range b.lacking[:b.n] {
		t[missed]++
	}
}
