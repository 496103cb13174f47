package sim

import "math/bits"

// bitmap marks positions of the trace.
type bitmap []uint64

func newBitmap(n int) bitmap { return make(bitmap, n/64+1) }

func (b bitmap) set(i uint32)   { b[i>>6] |= 1 << (i & 63) }
func (b bitmap) clear(i uint32) { b[i>>6] &^= 1 << (i & 63) }

// next gives the first marked position at or after i. There must be one.
func (b bitmap) next(i uint32) uint32 {
	w := int(i >> 6)
	word := b[w] >> (i & 63) << (i & 63)
	for word == 0 {
		w++
		word = b[w]
	}
	return uint32(w<<6 + bits.TrailingZeros64(word))
}
