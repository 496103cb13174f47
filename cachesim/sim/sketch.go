package sim

import "math/bits"

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

// place gives the word of a command's counter in a row, and its shift there.
func (s *sketch) place(id uint32, row int) (word *uint64, shift uint32) {
	h := spread(id)
	block := h & uint32(len(s.table)/8-1) << 3
	h = respread(h) >> (8 * row)
	return &s.table[block+h&1+uint32(2*row)], h >> 1 & 15 << 2
}

// count is how often a command was added, up to 15, or a little more.
func (s *sketch) count(id uint32) int {
	least := uint64(15)
	for row := range 4 {
		word, shift := s.place(id, row)
		least = min(least, *word>>shift&15)
	}
	return int(least)
}

func (s *sketch) add(id uint32) {
	added := false
	for row := range 4 {
		if word, shift := s.place(id, row); *word>>shift&15 < 15 {
			*word += 1 << shift
			added = true
		}
	}
	if added {
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
