package curve

import "math/bits"

// A block is as many positions as one count of the tree stands for: few enough
// to be counted by hand, enough for the tree to stay in the first cache.
const (
	blockBits = 9
	blockLen  = 1 << blockBits
)

// counts marks positions and counts the marks: a bitmap, with a Fenwick tree
// over its blocks. The open block, in which the newest position is, changes
// all the time; the tree gets to know it when it is closed.
type counts struct {
	size  int // positions, a multiple of blockLen
	words []uint64
	tree  []int32 // from 1
	open  int     // the blocks before it are closed
	total int
}

func newCounts(size int) *counts {
	blocks := size/blockLen + 1
	return &counts{size: blocks * blockLen, words: make([]uint64, blocks*blockLen/64), tree: make([]int32, blocks+1)}
}

func (c *counts) reset() {
	clear(c.words)
	clear(c.tree)
	c.open, c.total = 0, 0
}

// push marks the position after the newest one.
func (c *counts) push(p uint32) {
	if block := int(p >> blockBits); block != c.open {
		c.add(c.open, int32(c.in(c.open, blockLen)))
		c.open = block
	}
	c.words[p>>6] |= 1 << (p & 63)
	c.total++
}

// clear takes a mark away.
func (c *counts) clear(p uint32) {
	c.words[p>>6] &^= 1 << (p & 63)
	c.total--
	if block := int(p >> blockBits); block < c.open {
		c.add(block, -1)
	}
}

func (c *counts) add(block int, delta int32) {
	for i := block + 1; i < len(c.tree); i += i & -i {
		c.tree[i] += delta
	}
}

// from counts the marks at p and after it.
func (c *counts) from(p uint32) int {
	before := c.in(int(p>>blockBits), int(p&(blockLen-1)))
	for i := int(p >> blockBits); i > 0; i -= i & -i {
		before += int(c.tree[i])
	}
	return c.total - before
}

// in counts the marks among the first n positions of a block.
func (c *counts) in(block, n int) (marks int) {
	words := c.words[block*(blockLen/64):][:blockLen/64]
	for _, w := range words[:n>>6] {
		marks += bits.OnesCount64(w)
	}
	if n&63 != 0 {
		marks += bits.OnesCount64(words[n>>6] & (1<<(n&63) - 1))
	}
	return marks
}
