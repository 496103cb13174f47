package curve

import "math/bits"

// counts marks positions and counts the marks: a bitmap, with a Fenwick tree
// over its words.
type counts struct {
	size  int
	words []uint64
	tree  []int32 // from 1
	total int
}

func newCounts(size int) *counts {
	words := size/64 + 1
	return &counts{size: size, words: make([]uint64, words), tree: make([]int32, words+1)}
}

func (c *counts) reset() {
	clear(c.words)
	clear(c.tree)
	c.total = 0
}

// flip marks a position, or takes its mark away.
func (c *counts) flip(p uint32) {
	word := &c.words[p>>6]
	*word ^= 1 << (p & 63)
	delta := int32(*word>>(p&63)&1)*2 - 1
	c.total += int(delta)
	for i := int(p>>6) + 1; i < len(c.tree); i += i & -i {
		c.tree[i] += delta
	}
}

// from counts the marks at p and after it.
func (c *counts) from(p uint32) int {
	before := bits.OnesCount64(c.words[p>>6] & (1<<(p&63) - 1))
	for i := int(p >> 6); i > 0; i -= i & -i {
		before += int(c.tree[i])
	}
	return c.total - before
}
