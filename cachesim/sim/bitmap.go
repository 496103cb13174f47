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
	return uint32(w<<6+nth(word, n)) + 1
}

// nth gives where the nth mark of a word is, counted from 1: first its byte, by how
// many marks there are up to the end of each, then its bit alike. A loop's end would be
// hard to foresee.
func nth(word uint64, n int) (at int) {
	sums := word - word>>1&0x5555555555555555
	sums = sums&0x3333333333333333 + sums>>2&0x3333333333333333
	sums = (sums + sums>>4) & 0x0f0f0f0f0f0f0f0f * eachByte
	at = 8 * firstBytes(sums, n)
	n -= int(sums << 8 >> at & 255)
	word = word >> at & 255 * eachByte & 0x8040201008040201
	return at + firstBytes((word+127*eachByte)>>7&eachByte*eachByte, n)
}

// eachByte is 1 in each byte of a word.
const eachByte = 0x0101010101010101

// firstBytes gives how many bytes of a word are below n.
func firstBytes(sums uint64, n int) int {
	return bits.OnesCount64(((uint64(n-1)*eachByte | 128*eachByte) - sums) & (128 * eachByte))
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
