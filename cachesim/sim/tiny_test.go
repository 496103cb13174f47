package sim

import (
	"math/rand/v2"
	"slices"
)

// naiveTiny is libCacheSim's W-TinyLFU; it shares the filter with the engine.
type naiveTiny struct {
	window, probation, protected []uint32 // the least recent first
	main                         int
	counts                       bloom
	hits                         int
}

func newNaiveTiny(size int) *naiveTiny {
	main := size - max(1, size/100)
	return &naiveTiny{main: main, counts: newBloom(main)}
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

// naiveCaffeine is Caffeine's W-TinyLFU; it shares the sketch with the engine.
type naiveCaffeine struct {
	naiveTiny
	size, windowSize, protectedSize int
	counts                          *sketch
	rng                             *rand.Rand
	hits, lookups                   int
	before, step                    float64
}

func newNaiveCaffeine(size int, seed uint64) *naiveCaffeine {
	windowSize := max(1, size/100)
	return &naiveCaffeine{
		size: size, windowSize: windowSize, protectedSize: (size - windowSize) * 4 / 5,
		counts: newSketch(size), rng: rand.New(rand.NewPCG(seed, 0)), step: -float64(size) / 16,
	}
}

func (c *naiveCaffeine) access(id uint32, hit bool, _ int) []uint32 {
	c.counts.add(id)
	if hit {
		c.hits++
		if slices.Contains(c.window, id) {
			c.window = append(without(c.window, id), id)
		} else {
			c.remove(id)
			c.protected = append(c.protected, id)
			c.demote()
		}
	}
	if c.lookups++; c.lookups == 10*c.size {
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
	return nil
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
}
