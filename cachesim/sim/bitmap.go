package sim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// bitmap marks positions of the trace.
type bitmap []uint64

func newBitmap(n int) bitmap { return memory.Make[uint64](n/64 + 1) }

func (b bitmap) set(i uint32)      { b[i>>6] |= 1 << (i & 63) }
func (b bitmap) clear(i uint32)    { b[i>>6] &^= 1 << (i & 63) }
func (b bitmap) has(i uint32) bool { return b[i>>6]>>(i&63)&1 != 0 }

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

// skip gives the position behind the first n marks from i on, which there must be.
func (b bitmap) skip(i uint32, n int) uint32 {
	if n == 0 {
		return i
	}
	w := int(i >> 6)
	word := b[w] >> (i & 63) << (i & 63)
	for ones := bits.OnesCount64(word); ones < n; ones = bits.OnesCount64(word) {
		n -= ones
		w++
		word = b[w]
	}
	for ; n > 1; n-- {
		word &= word - 1
	}
	return uint32(w<<6+bits.TrailingZeros64(word)) + 1
}

// count counts the marks from i to before j.
func (b bitmap) count(i, j uint32) (n int) {
	w := int(i >> 6)
	word := b[w] >> (i & 63) << (i & 63)
	for ; w < int(j>>6); word = b[w] {
		n += bits.OnesCount64(word)
		w++
	}
	return n + bits.OnesCount64(word&(1<<(j&63)-1))
}

// tower is a bitmap that finds its last mark: each floor marks the words of the
// one below that have any.
type tower []bitmap

func newTower(n int) tower {
	t := tower{newBitmap(n)}
	for top := t[0]; len(top) > 1; top = t[len(t)-1] {
		t = append(t, newBitmap(len(top)))
	}
	return t
}

func (t tower) set(i uint32) {
	for _, floor := range t {
		floor.set(i)
		i >>= 6
	}
}

func (t tower) clear(i uint32) {
	for _, floor := range t {
		floor.clear(i)
		i >>= 6
		if floor[i] != 0 {
			return
		}
	}
}

// last gives the last marked position, if there is one.
func (t tower) last() (i uint32, ok bool) {
	if top := t[len(t)-1]; top[0] == 0 {
		return 0, false
	}
	for f := len(t) - 1; f >= 0; f-- {
		i = i<<6 + uint32(bits.Len64(t[f][i])) - 1
	}
	return i, true
}
