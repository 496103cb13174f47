package sim

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// naiveBloom is libCacheSim's minimalIncrementCBF, which increments all of a
// command's places.
type naiveBloom struct {
	size   uint32
	counts map[uint32]uint32
}

func newNaiveBloom(entries int) naiveBloom {
	size := uint32(math.Ceil(math.Log(1000) * float64(entries) / math.Pow(math.Ln2, 2)))
	if size < 10 {
		size = 20
	}
	return naiveBloom{size, map[uint32]uint32{}}
}

// places are ten, some of which may be the same.
func (b naiveBloom) places(id uint32) (at [10]uint32) {
	var hashes [2]uint32
	for i, seed := range []uint64{0x12345678, 0x12344321} {
		h := xxhash.NewWithSeed(seed)
		_, _ = h.Write(binary.LittleEndian.AppendUint64(nil, uint64(id)+1))
		hashes[i] = uint32(h.Sum64())
	}
	for i := range at {
		at[i] = (hashes[0] + uint32(i)*hashes[1]) % b.size
	}
	return at
}

func (b naiveBloom) add(id uint32) {
	for _, at := range b.places(id) {
		b.counts[at]++
	}
}

func (b naiveBloom) count(id uint32) uint32 {
	least := uint32(math.MaxUint32)
	for _, at := range b.places(id) {
		least = min(least, b.counts[at])
	}
	return least
}

func (b naiveBloom) age() {
	for at := range b.counts {
		b.counts[at] /= 2
	}
}

// naiveSketch is Caffeine's FrequencySketch: a command's four counters are in one
// block, in a pair of words each.
type naiveSketch struct {
	blocks, limit, size int
	counts              map[[3]uint32]int // by block, word and place in it
}

func newNaiveSketch(entries int) *naiveSketch {
	s := &naiveSketch{blocks: 1, limit: 10 * entries, counts: map[[3]uint32]int{}}
	for 8*s.blocks < entries {
		s.blocks *= 2
	}
	return s
}

func (s *naiveSketch) places(id uint32) (at [4][3]uint32) {
	h := id
	h = (h ^ h>>17) * 3982152891
	h = (h ^ h>>11) * 2890668881
	h ^= h >> 15
	block := h % uint32(s.blocks)
	h *= 830770091
	h ^= h >> 14
	for row := range at {
		b := h >> (8 * row) % 256
		at[row] = [3]uint32{block, uint32(2*row) + b%2, b / 2 % 16}
	}
	return at
}

func (s *naiveSketch) add(id uint32) {
	added := 0
	for _, at := range s.places(id) {
		if s.counts[at] < 15 {
			s.counts[at]++
			added = 1
		}
	}
	if s.size += added; added == 0 || s.size != s.limit {
		return
	}
	odd := 0
	for at, n := range s.counts {
		odd += n % 2
		s.counts[at] = n / 2
	}
	s.size = (s.size - odd/4) / 2
}

func (s *naiveSketch) count(id uint32) int {
	at := s.places(id)
	return min(s.counts[at[0]], s.counts[at[1]], s.counts[at[2]], s.counts[at[3]])
}

// naiveTiny is libCacheSim's W-TinyLFU.
type naiveTiny struct {
	window, probation, protected []uint32 // the least recent first
	main                         int
	counts                       naiveBloom
	hits                         int
}

func newNaiveTiny(size int) *naiveTiny {
	main := size - max(1, size/100)
	return &naiveTiny{main: main, counts: newNaiveBloom(main)}
}

func (w *naiveTiny) access(id uint32, hit bool, _ int) (evicted []uint32) {
	if !hit {
		return nil
	}
	if slices.Contains(w.window, id) {
		w.window = append(without(w.window, id), id)
		return nil
	}
	w.remove(id)
	w.protected = append(w.protected, id)
	if len(w.protected) > max(1, w.main*4/5) {
		w.probation = append(w.probation, w.protected[0])
		w.protected = w.protected[1:]
		if len(w.probation) > w.main/5 {
			evicted = w.probation[:1:1]
			w.probation = w.probation[1:]
		}
	}
	w.counts.add(id)
	if w.hits++; w.hits == 32*w.main {
		w.hits = 0
		w.counts.age()
	}
	return evicted
}

func (w *naiveTiny) evict(uint32) (evicted []uint32) {
	for len(w.window) > 0 {
		id := w.window[0]
		w.window = w.window[1:]
		inside := slices.Concat(w.probation, w.protected)
		if len(inside) == w.main {
			if w.main == 0 || w.counts.count(id) <= w.counts.count(inside[0]) {
				w.counts.add(id)
				return append(evicted, id)
			}
			evicted = append(evicted, inside[0])
			w.remove(inside[0])
		}
		if len(w.probation) >= w.main/5 && len(w.protected) < max(1, w.main*4/5) {
			w.protected = append(w.protected, id)
		} else {
			w.probation = append(w.probation, id)
		}
		w.counts.add(id)
	}
	victim := slices.Concat(w.probation, w.protected)[0]
	w.remove(victim)
	return append(evicted, victim)
}

func (w *naiveTiny) add(id uint32) {
	w.window = append(w.window, id)
	w.counts.add(id)
}

func (w *naiveTiny) remove(id uint32) {
	w.window, w.probation, w.protected = without(w.window, id), without(w.probation, id), without(w.protected, id)
}

func (w *naiveTiny) forget(uint32) {}

// naiveCaffeine is Caffeine's W-TinyLFU.
type naiveCaffeine struct {
	naiveTiny
	size, windowSize, protectedSize int
	counts                          *naiveSketch
	rng                             *rand.Rand
	counting                        bool
	hits, lookups                   int
	before, step                    float64
}

func newNaiveCaffeine(size int, seed uint64) *naiveCaffeine {
	windowSize := size - size*99/100
	return &naiveCaffeine{
		size: size, windowSize: windowSize, protectedSize: (size - windowSize) * 4 / 5,
		counts: newNaiveSketch(size), rng: rand.New(rand.NewPCG(seed, 0)), step: -float64(size) / 16,
	}
}

func (c *naiveCaffeine) access(id uint32, hit bool, _ int) []uint32 {
	if !hit && len(c.window)+len(c.probation)+len(c.protected) >= c.size/2-1 {
		c.counting = true
	}
	if c.counting {
		c.counts.add(id)
	}
	if !hit {
		return nil
	}
	if slices.Contains(c.window, id) {
		c.window = append(without(c.window, id), id)
	} else {
		c.remove(id)
		c.protected = append(c.protected, id)
		c.demote()
	}
	if c.counting {
		c.hits++
		c.lookedUp()
	}
	return nil
}

// lookedUp moves the window after every ten lookups an entry.
func (c *naiveCaffeine) lookedUp() {
	if c.lookups++; c.lookups < 10*c.size {
		return
	}
	ratio := float64(c.hits) / float64(c.lookups)
	if ratio < c.before {
		c.step = -c.step
	}
	c.resize(int(c.step))
	switch change := ratio - c.before; {
	case change < 0.05 && change > -0.05:
		c.step *= 0.98
	case c.step < 0:
		c.step = -float64(c.size) / 16
	default:
		c.step = float64(c.size) / 16
	}
	c.hits, c.lookups, c.before = 0, 0, ratio
}

func (c *naiveCaffeine) demote() {
	for len(c.protected) > c.protectedSize {
		c.probation, c.protected = append(c.probation, c.protected[0]), c.protected[1:]
	}
}

func (c *naiveCaffeine) resize(n int) {
	if n > 0 {
		n = min(n, c.protectedSize)
	} else {
		n = max(n, 1-c.windowSize)
	}
	c.windowSize += n
	c.protectedSize -= n
	c.demote()
	for ; n > 0; n-- {
		if main := slices.Concat(c.probation, c.protected); len(main) > 0 {
			c.remove(main[0])
			c.window = append(c.window, main[0])
		}
	}
	for ; n < 0 && len(c.window) > 0; n++ {
		c.probation, c.window = append(c.probation, c.window[0]), c.window[1:]
	}
}

func (c *naiveCaffeine) evict(uint32) []uint32 {
	main := slices.Concat(c.probation, c.protected)
	var loser uint32
	switch {
	case len(main) == 0:
		loser = c.window[0]
	case len(c.window) < c.windowSize:
		loser = main[0]
	default:
		candidate := c.window[0]
		loser = candidate
		if n := c.counts.count(candidate); n > c.counts.count(main[0]) || n > 5 && c.rng.Uint32()%128 == 0 {
			loser = main[0]
			c.window = c.window[1:]
			c.probation = append(c.probation, candidate)
		}
	}
	c.remove(loser)
	return []uint32{loser}
}

func (c *naiveCaffeine) add(id uint32) {
	c.window = append(c.window, id)
	if len(c.window) > c.windowSize {
		c.probation, c.window = append(c.probation, c.window[0]), c.window[1:]
	}
	if c.counting {
		c.lookedUp()
	}
}
