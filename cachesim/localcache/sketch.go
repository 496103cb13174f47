package localcache

// sketch estimates how often something was asked for, from 0 to 15: a count-min
// sketch of four rows. All counts are halved now and then, so that old fame
// fades.
type sketch struct {
	rows  [4][]uint8 // of a power of two
	added int        // since the counts were halved
}

// grow makes the sketch wide enough for so many entries. It forgets all, which
// happens only while the cache fills.
func (s *sketch) grow(entries int) {
	width := max(64, len(s.rows[0]))
	for width < entries {
		width *= 2
	}
	if width == len(s.rows[0]) {
		return
	}
	for i := range s.rows {
		s.rows[i] = make([]uint8, width)
	}
	s.added = 0
}

// add counts one of the given hash.
func (s *sketch) add(hash uint64) {
	for i := range s.rows {
		if n := s.counter(i, hash); *n < 15 {
			*n++
		}
	}
	if s.added++; s.added >= 10*len(s.rows[0]) {
		s.halve()
	}
}

// estimate is never too low, but for the halving.
func (s *sketch) estimate(hash uint64) uint8 {
	least := uint8(15)
	for i := range s.rows {
		least = min(least, *s.counter(i, hash))
	}
	return least
}

// counter takes other bits of the hash for each row.
func (s *sketch) counter(row int, hash uint64) *uint8 {
	hash = (hash >> 32) + uint64(row)*(hash|1)
	return &s.rows[row][hash&uint64(len(s.rows[row])-1)]
}

func (s *sketch) halve() {
	for _, row := range s.rows {
		for i := range row {
			row[i] /= 2
		}
	}
	s.added /= 2
}

// hash is FNV-1a with a seed and a last mix.
func hash(seed uint64, text string) uint64 {
	h := seed ^ 14695981039346656037
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	return h ^ h>>32
}
