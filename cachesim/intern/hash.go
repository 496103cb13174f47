package intern

import (
	"encoding/binary"
	"math/bits"
)

// hasher makes 96-bit tags by folded 64x64 multiplications, two independent
// lanes with secrets of their own.
type hasher struct {
	a, b, c, d uint64
}

// newHasher spreads two words of seed over four odd secrets (splitmix64).
func newHasher(a, b uint64) hasher {
	var s [4]uint64
	for i := range s {
		a += 0x9e3779b97f4a7c15
		z := a ^ bits.RotateLeft64(b, 16*i)
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		s[i] = (z ^ z>>31) | 1
	}
	return hasher{s[0], s[1], s[2], s[3]}
}

// sum is the tag of s.
func (h hasher) sum(s []byte) (high uint64, low uint32) {
	x, y, length := h.c, h.a, uint64(len(s))
	for len(s) > 16 {
		x, y = h.mix(x, y, binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint64(s[8:16]))
		s = s[16:]
	}
	first, second := words(s)
	x, y = h.mix(x, y, first, second)
	x, y = fold(x^h.d, h.b^length), fold(y^h.b, h.d^length)
	return x, uint32(y>>32) ^ uint32(y)
}

// high is half of the sum, for half of the time.
func (h hasher) high(s []byte) uint64 {
	if len(s) > 16 {
		high, _ := h.sum(s)
		return high
	}
	first, second := words(s)
	x := fold(first^h.a, second^h.b^h.c)
	return fold(x^h.d, h.b^uint64(len(s)))
}

// mix takes 16 bytes into both lanes. No factor is ever free of a secret: a
// zero would swallow the other one.
func (h hasher) mix(x, y, first, second uint64) (uint64, uint64) {
	return fold(first^h.a, second^h.b^x), fold(first^h.c, second^h.d^y)
}

// fold is the low half of the product xor the high one.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// words reads up to sixteen bytes, zero-padded; the sum takes the length by
// itself. What is read twice lies on itself, so that no length needs a loop.
func words(s []byte) (first, second uint64) {
	switch n := uint(len(s)); {
	case n >= 8:
		return binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint64(s[n-8:]) >> (8 * (16 - n))
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(s)) | uint64(binary.LittleEndian.Uint32(s[n-4:]))<<(8*(n-4)), 0
	case n > 0:
		return uint64(s[0]) | uint64(s[n/2])<<(8*(n/2)) | uint64(s[n-1])<<(8*(n-1)), 0
	}
	return 0, 0
}
