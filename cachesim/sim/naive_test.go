package sim

import (
	"math/rand/v2"
	"slices"
)

// naiveQueue is FIFO, LRU, MRU and LFU, by name: the entries, oldest or least
// recent first.
type naiveQueue struct {
	policy string
	queue  []uint32
	hits   map[uint32]int
}

func (q *naiveQueue) access(id uint32, hit bool, _ int) []uint32 {
	if hit {
		q.hits[id]++
		if q.policy != "fifo" {
			q.queue = append(without(q.queue, id), id)
		}
	}
	return nil
}

func (q *naiveQueue) evict(uint32) []uint32 {
	victim := q.queue[0]
	switch q.policy {
	case "mru":
		victim = q.queue[len(q.queue)-1]
	case "lfu":
		victim = slices.MinFunc(q.queue, func(a, b uint32) int { return q.hits[a] - q.hits[b] })
	}
	q.remove(victim)
	return []uint32{victim}
}

func (q *naiveQueue) add(id uint32) {
	q.queue = append(q.queue, id)
	q.hits[id] = 0
}

func (q *naiveQueue) remove(id uint32) { q.queue = without(q.queue, id) }
func (q *naiveQueue) forget(uint32)    {}

type naiveAging struct {
	naiveQueue
	key map[uint32]int
	age int
}

func (q *naiveAging) access(id uint32, hit bool, t int) []uint32 {
	q.naiveQueue.access(id, hit, t)
	if hit {
		q.key[id] = q.hits[id] + 1 + q.age
	}
	return nil
}

func (q *naiveAging) add(id uint32) {
	q.naiveQueue.add(id)
	q.key[id] = 1 + q.age
}

func (q *naiveAging) evict(uint32) []uint32 {
	victim := slices.MinFunc(q.queue, func(a, b uint32) int { return q.key[a] - q.key[b] })
	q.age = q.key[victim]
	q.remove(victim)
	return []uint32{victim}
}

type naiveRandom struct {
	slots []uint32
	rng   *rand.Rand
}

func (r *naiveRandom) access(uint32, bool, int) []uint32 { return nil }
func (r *naiveRandom) add(id uint32)                     { r.slots = append(r.slots, id) }
func (r *naiveRandom) forget(uint32)                     {}

func (r *naiveRandom) evict(uint32) []uint32 {
	victim := r.slots[r.rng.IntN(len(r.slots))]
	r.remove(victim)
	return []uint32{victim}
}

func (r *naiveRandom) remove(id uint32) {
	last := len(r.slots) - 1
	r.slots[slices.Index(r.slots, id)] = r.slots[last]
	r.slots = r.slots[:last]
}

type naiveClock struct{ naiveQueue }

func (c *naiveClock) access(id uint32, hit bool, _ int) []uint32 {
	if hit {
		c.hits[id]++
	}
	return nil
}

func (c *naiveClock) evict(uint32) []uint32 {
	for c.hits[c.queue[0]] > 0 {
		c.hits[c.queue[0]] = 0
		c.queue = append(c.queue[1:], c.queue[0])
	}
	victim := c.queue[0]
	c.queue = c.queue[1:]
	return []uint32{victim}
}

// naiveSieve is the pseudocode of the paper: the queue's end is the head.
type naiveSieve struct {
	naiveQueue
	hand int
}

func (s *naiveSieve) access(id uint32, hit bool, _ int) []uint32 {
	if hit {
		s.hits[id]++
	}
	return nil
}

func (s *naiveSieve) evict(uint32) []uint32 {
	for s.hits[s.queue[s.hand]] > 0 {
		s.hits[s.queue[s.hand]] = 0
		s.hand = (s.hand + 1) % len(s.queue)
	}
	victim := s.queue[s.hand]
	s.remove(victim)
	return []uint32{victim}
}

func (s *naiveSieve) remove(id uint32) {
	i := slices.Index(s.queue, id)
	s.queue = slices.Delete(s.queue, i, i+1)
	if i < s.hand {
		s.hand--
	}
	if s.hand == len(s.queue) {
		s.hand = 0
	}
}

type naiveSLRU struct {
	limits   []int
	segments [][]uint32 // the least recent first
}

func newNaiveSLRU(size int, shares ...int) *naiveSLRU {
	s := &naiveSLRU{segments: make([][]uint32, len(shares))}
	rest := size
	for _, share := range shares[1:] {
		s.limits = append(s.limits, size*share/100)
		rest -= size * share / 100
	}
	s.limits = append([]int{rest}, s.limits...)
	return s
}

func (s *naiveSLRU) access(id uint32, hit bool, _ int) []uint32 {
	if !hit {
		return nil
	}
	at := slices.IndexFunc(s.segments, func(seg []uint32) bool { return slices.Contains(seg, id) })
	s.remove(id)
	at = min(at+1, len(s.segments)-1)
	s.segments[at] = append(s.segments[at], id)
	for ; at > 0 && len(s.segments[at]) > s.limits[at]; at-- {
		s.segments[at-1] = append(s.segments[at-1], s.segments[at][0])
		s.segments[at] = s.segments[at][1:]
	}
	return nil
}

func (s *naiveSLRU) evict(uint32) []uint32 {
	victim := slices.Concat(s.segments...)[0]
	s.remove(victim)
	return []uint32{victim}
}

func (s *naiveSLRU) add(id uint32) {
	for i := range s.segments {
		if len(s.segments[i]) < s.limits[i] {
			s.segments[i] = append(s.segments[i], id)
			return
		}
	}
	s.segments[0] = append(s.segments[0], id)
}

func (s *naiveSLRU) remove(id uint32) {
	for i := range s.segments {
		s.segments[i] = without(s.segments[i], id)
	}
}

func (s *naiveSLRU) forget(uint32) {}

// naiveBelady looks into the trace for the next lookup each time.
type naiveBelady struct {
	ev      *Events
	now     int
	entries []uint32
}

func (b *naiveBelady) access(id uint32, hit bool, t int) []uint32 {
	b.now = t
	if hit {
		b.entries = append(without(b.entries, id), id) // of the dead, the one looked up longest ago leaves
	}
	return nil
}

// distance is the next lookup of an entry, or the end where it is dropped or
// stored anew before.
func (b *naiveBelady) distance(id uint32) int {
	for t := b.now; t < b.ev.Len(); t++ {
		switch op, other, _ := b.ev.At(t); {
		case op == OpFlush, (op == OpDrop || op == OpExpire || op == OpStore) && other == id && t != b.now:
			return b.ev.Len()
		case op == OpLookup && other == id:
			return t
		}
	}
	return b.ev.Len()
}

func (b *naiveBelady) evict(uint32) []uint32 {
	victim := slices.MaxFunc(b.entries, func(x, y uint32) int { return b.distance(x) - b.distance(y) })
	b.remove(victim)
	return []uint32{victim}
}

func (b *naiveBelady) add(id uint32)    { b.entries = append(b.entries, id) }
func (b *naiveBelady) remove(id uint32) { b.entries = without(b.entries, id) }
func (b *naiveBelady) forget(uint32)    {}
