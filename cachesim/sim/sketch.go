package sim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// sketch is Caffeine's frequency sketch: a count-min sketch of four rows with
// counters of four bits, all four of a command in one block of 64 bytes. After
// ten counts for each entry of the cache all are halved.
type sketch struct {
	table  []uint64
	counts int
	limit  int
}

func newSketch(size int) *sketch {
	words := max(8, 1<<bits.Len(uint(max(size, 1)-1)))
	return &sketch{table: make([]uint64, words), limit: 10 * size}
}

// blockWords are the words of a block, two for each row.
const blockWords = 8

// block is the number of a command's block; hash says which counters of it are the
// command's.
func (s *sketch) block(id uint32) (block, hash uint32) {
	h := spread(id)
	return h & uint32(len(s.table)/blockWords-1), respread(h)
}

func (s *sketch) counters(id uint32) (block *[blockWords]uint64, hash uint32) {
	n, hash := s.block(id)
	return (*[blockWords]uint64)(s.table[n*blockWords:]), hash
}

// counterAt gives the word and the shift of a row's counter by the hash.
func counterAt(hash uint32, row int) (word, shift uint32) {
	h := hash >> (8 * row)
	return h&1 + uint32(2*row), h >> 1 & 15 << 2
}

// fetch prepares the counters of some commands.
func (s *sketch) fetch(ids []uint32) {
	var blocks [group]uint32
	for i, id := range ids {
		blocks[i&(group-1)], _ = s.block(id)
	}
	memory.FetchRows(s.table, blockWords, blocks[:len(ids)])
}

// count is how often a command was added, up to 15, or a little more.
func (s *sketch) count(id uint32) int {
	block, hash := s.counters(id)
	least := uint64(15)
	for row := range 4 {
		word, shift := counterAt(hash, row)
		least = min(least, block[word]>>shift&15)
	}
	return int(least)
}

func (s *sketch) add(id uint32) {
	block, hash := s.counters(id)
	added := uint64(0)
	for row := range 4 {
		word, shift := counterAt(hash, row)
		one := below(uint32(block[word]>>shift&15), 15)
		block[word] += one << shift
		added |= one
	}
	if added != 0 {
		if s.counts++; s.counts == s.limit {
			s.age()
		}
	}
}

// age halves all counters.
func (s *sketch) age() {
	odd := 0
	for i, w := range s.table {
		odd += bits.OnesCount64(w & 0x1111111111111111)
		s.table[i] = w >> 1 & 0x7777777777777777
	}
	s.counts = (s.counts - odd/4) / 2
}

// spread and respread are hashes: a command's number is no random one.
func spread(x uint32) uint32 {
	x = (x ^ x>>17) * 0xed5ad4bb
	x = (x ^ x>>11) * 0xac4c1b51
	return x ^ x>>15
}

func respread(x uint32) uint32 {
	x *= 0x31848bab
	return x ^ x>>14
}
