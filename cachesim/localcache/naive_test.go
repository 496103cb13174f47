package localcache

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// naiveEntry is an entry of a naive cache, where a command is its own key.
type naiveEntry struct {
	command string
	weight  int64
	count   int
	stored  time.Time
}

// naive is a policy over slices, searched from end to end.
type naive interface {
	arrive(*naiveEntry)
	add(*naiveEntry)
	hit(*naiveEntry)
	evict() *naiveEntry
	remove(*naiveEntry)
	written(command string) // by somebody: it is not in the cache any more
	flush()
}

func newNaive(o Options) naive {
	switch o.Policy {
	case RANDOM:
		return &naiveRandom{rng: rand.New(rand.NewPCG(o.Seed, 0))}
	case SIEVE:
		return new(naiveSieve)
	case S3FIFO:
		return &naiveS3FIFO{capacity: o.capacity()}
	}
	window := max(1, o.capacity()/100)
	return &naiveTiny{seed: o.Seed, most: window, most2: (o.capacity() - window) / 5 * 4, counts: map[[2]uint64]int{}}
}

func heavy(es []*naiveEntry) (sum int64) {
	for _, e := range es {
		sum += e.weight
	}
	return sum
}

func without(es []*naiveEntry, e *naiveEntry) []*naiveEntry {
	return slices.DeleteFunc(es, func(x *naiveEntry) bool { return x == e })
}

type naiveRandom struct {
	slots []*naiveEntry
	rng   *rand.Rand
}

func (r *naiveRandom) arrive(*naiveEntry)   {}
func (r *naiveRandom) add(e *naiveEntry)    { r.slots = append(r.slots, e) }
func (r *naiveRandom) hit(*naiveEntry)      {}
func (r *naiveRandom) written(string)       {}
func (r *naiveRandom) flush()               { r.slots = nil }
func (r *naiveRandom) evict() *naiveEntry   { return r.take(r.rng.IntN(len(r.slots))) }
func (r *naiveRandom) remove(e *naiveEntry) { r.take(slices.Index(r.slots, e)) }

func (r *naiveRandom) take(i int) *naiveEntry {
	e, last := r.slots[i], len(r.slots)-1
	r.slots[i] = r.slots[last]
	r.slots = r.slots[:last]
	return e
}

// naiveSieve is the pseudocode of the paper: the queue's end is the head.
type naiveSieve struct {
	queue []*naiveEntry
	hand  int
}

func (s *naiveSieve) arrive(*naiveEntry) {}
func (s *naiveSieve) add(e *naiveEntry)  { s.queue = append(s.queue, e) }
func (s *naiveSieve) hit(e *naiveEntry)  { e.count = 1 }
func (s *naiveSieve) written(string)     {}
func (s *naiveSieve) flush()             { s.queue, s.hand = nil, 0 }

func (s *naiveSieve) evict() *naiveEntry {
	for s.queue[s.hand].count > 0 {
		s.queue[s.hand].count = 0
		s.hand = (s.hand + 1) % len(s.queue)
	}
	e := s.queue[s.hand]
	s.remove(e)
	return e
}

func (s *naiveSieve) remove(e *naiveEntry) {
	if slices.Index(s.queue, e) < s.hand {
		s.hand--
	}
	if s.queue = without(s.queue, e); s.hand == len(s.queue) {
		s.hand = 0
	}
}

type naiveS3FIFO struct {
	capacity           int64
	small, main, ghost []*naiveEntry
	known              bool
}

func (s *naiveS3FIFO) arrive(e *naiveEntry) {
	before := len(s.ghost)
	s.written(e.command)
	s.known = len(s.ghost) < before
}

func (s *naiveS3FIFO) add(e *naiveEntry) {
	if s.known {
		s.main = append(s.main, e)
	} else {
		s.small = append(s.small, e)
	}
}

func (s *naiveS3FIFO) hit(e *naiveEntry) { e.count++ }

func (s *naiveS3FIFO) evict() *naiveEntry {
	for room := heavy(s.main) <= s.capacity-s.capacity/10; room && len(s.small) > 0; {
		e := s.small[0]
		s.small = s.small[1:]
		if e.count < 2 {
			s.ghost = append(s.ghost, e)
			for heavy(s.ghost) > s.capacity*9/10 {
				s.ghost = s.ghost[1:]
			}
			return e
		}
		e.count = 0
		s.main = append(s.main, e)
	}
	for {
		e := s.main[0]
		s.main = s.main[1:]
		if e.count == 0 {
			return e
		}
		e.count = min(e.count, 3) - 1
		s.main = append(s.main, e)
	}
}

func (s *naiveS3FIFO) remove(e *naiveEntry) {
	s.small, s.main = without(s.small, e), without(s.main, e)
}
func (s *naiveS3FIFO) flush() { s.small, s.main, s.ghost = nil, nil, nil }

func (s *naiveS3FIFO) written(command string) {
	s.ghost = slices.DeleteFunc(s.ghost, func(e *naiveEntry) bool { return e.command == command })
}

// naiveTiny is W-TinyLFU with a window that stays and a sketch of four rows that is
// as wide as there are entries, in powers of two from 64 on.
type naiveTiny struct {
	window, probation, protected []*naiveEntry // the least recent first
	most, most2                  int64         // of the window and the protected
	contender                    *naiveEntry
	seed                         uint64
	counts                       map[[2]uint64]int // by row and column
	width, added                 uint64
}

func (w *naiveTiny) columns(command string) (at [4][2]uint64) {
	h := w.seed ^ 0xcbf29ce484222325
	for _, b := range []byte(command) {
		h ^= uint64(b)
		h *= 0x100000001b3
	}
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	h ^= h >> 32
	for row := range uint64(4) {
		at[row] = [2]uint64{row, (h/(1<<32) + row*(h|1)) % w.width}
	}
	return at
}

func (w *naiveTiny) count(command string) {
	for _, at := range w.columns(command) {
		w.counts[at] = min(15, w.counts[at]+1)
	}
	if w.added++; w.added >= 10*w.width {
		w.added /= 2
		for at := range w.counts {
			w.counts[at] /= 2
		}
	}
}

func (w *naiveTiny) estimate(e *naiveEntry) int {
	at := w.columns(e.command)
	return min(w.counts[at[0]], w.counts[at[1]], w.counts[at[2]], w.counts[at[3]])
}

func (w *naiveTiny) arrive(e *naiveEntry) {
	w.contender = nil
	for len(w.window) > 0 && heavy(w.window)+e.weight > w.most {
		w.contender = w.window[0]
		w.window, w.probation = w.window[1:], append(w.probation, w.contender)
	}
}

func (w *naiveTiny) add(e *naiveEntry) {
	w.window = append(w.window, e)
	entries := uint64(len(w.window) + len(w.probation) + len(w.protected))
	for w.width < max(64, entries) {
		w.width, w.added, w.counts = max(64, 2*w.width), 0, map[[2]uint64]int{}
	}
	w.count(e.command)
}

func (w *naiveTiny) hit(e *naiveEntry) {
	w.count(e.command)
	if slices.Contains(w.window, e) {
		w.window = append(without(w.window, e), e)
	} else {
		w.probation, w.protected = without(w.probation, e), append(without(w.protected, e), e)
	}
	for heavy(w.protected) > w.most2 && w.protected[0] != e { // who was hit last stays
		w.probation, w.protected = append(w.probation, w.protected[0]), w.protected[1:]
	}
}

func (w *naiveTiny) evict() *naiveEntry {
	e := slices.Concat(w.probation, w.protected, w.window)[0]
	if c := w.contender; c != nil && w.estimate(c) <= w.estimate(e) {
		e = c
	}
	w.remove(e)
	return e
}

func (w *naiveTiny) remove(e *naiveEntry) {
	if e == w.contender {
		w.contender = nil
	}
	w.window, w.probation, w.protected = without(w.window, e), without(w.probation, e), without(w.protected, e)
}

func (w *naiveTiny) written(string) {}
func (w *naiveTiny) flush()         { w.window, w.probation, w.protected, w.contender = nil, nil, nil, nil }

// naiveCache is a cache bounded in entries or bytes.
type naiveCache struct {
	naive
	opt     Options
	now     time.Time
	entries []*naiveEntry // stored longest ago first
	stats   Stats
}

func (n *naiveCache) find(command string) *naiveEntry {
	for _, e := range n.entries {
		if e.command == command {
			return e
		}
	}
	return nil
}

func (n *naiveCache) expired(e *naiveEntry) bool {
	return n.opt.TTL > 0 && n.now.Sub(e.stored) > n.opt.TTL
}

func (n *naiveCache) take(e *naiveEntry, counter *uint64) {
	n.remove(e)
	n.entries = without(n.entries, e)
	*counter++
}

func (n *naiveCache) get(command string) bool {
	e := n.find(command)
	switch {
	case e == nil:
	case n.expired(e):
		n.take(e, &n.stats.Expirations)
	default:
		n.hit(e)
		n.stats.Hits++
		return true
	}
	n.stats.Misses++
	return false
}

func (n *naiveCache) full(weight int64) bool {
	if n.opt.MaxBytes > 0 {
		return heavy(n.entries)+weight > n.opt.MaxBytes
	}
	return len(n.entries) == n.opt.MaxEntries
}

func (n *naiveCache) set(command string, weight int64) {
	if n.opt.MaxBytes == 0 {
		weight = 1
	}
	e := n.find(command)
	if e != nil && heavy(n.entries)-e.weight+weight > n.opt.capacity() {
		n.remove(e) // it has outgrown its place
		n.entries, e = without(n.entries, e), nil
	}
	switch {
	case weight > n.opt.capacity():
		n.stats.TooLarge++
		return
	case e != nil:
		e.weight, e.stored = weight, n.now
		n.entries = append(without(n.entries, e), e)
		return
	}
	e = &naiveEntry{command: command, weight: weight, stored: n.now}
	n.arrive(e)
	for n.full(weight) {
		if oldest := n.entries[0]; n.expired(oldest) {
			n.take(oldest, &n.stats.Expirations)
			continue
		}
		n.entries = without(n.entries, n.evict())
		n.stats.Evictions++
	}
	n.entries = append(n.entries, e)
	n.add(e)
}

// TestPoliciesEqualNaive replays reads, grown and shrunk replies, writes and
// flushes, with bounds in entries and in bytes.
func TestPoliciesEqualNaive(t *testing.T) {
	t.Parallel()
	for _, policy := range []Policy{RANDOM, SIEVE, S3FIFO, WTinyLFU} {
		t.Run(policy.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				n := &naiveCache{opt: Options{
					Policy: policy, Seed: rapid.Uint64().Draw(rt, "seed"),
					TTL: time.Duration(rapid.SampledFrom([]int{0, 0, 0, 40}).Draw(rt, "ttl")),
				}}
				if n.opt.MaxEntries = rapid.IntRange(0, 120).Draw(rt, "entries"); n.opt.MaxEntries == 0 {
					n.opt.MaxBytes, n.opt.Size = rapid.Int64Range(400, 60_000).Draw(rt, "bytes"), func(reply any) int { return reply.(int) }
				}
				n.opt.Clock = func() time.Time { return n.now }
				n.naive = newNaive(n.opt)
				c := newCache(t, n.opt)
				rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "trace"), 0)) // rapid's own draws are slow
				keys, large := 2+rng.IntN(250), 1+rng.IntN(2000)
				for range rapid.IntRange(1, 800).Draw(rt, "requests") {
					n.now = n.now.Add(time.Duration(rng.IntN(2)))
					command := fmt.Sprint("k", min(rng.IntN(keys), rng.IntN(keys)))
					size := 1 + rng.IntN(large)
					weight := int64(EntryOverhead + 2*len(command) + size)
					switch kind := rng.IntN(300); {
					case kind == 0:
						n.stats.Invalidations += uint64(len(n.entries))
						n.entries = nil
						n.flush()
						c.Flush()
					case kind < 15:
						if e := n.find(command); e != nil {
							n.take(e, &n.stats.Invalidations)
						}
						n.written(command)
						if kind%2 == 0 {
							c.InvalidateKey(command)
						} else {
							c.Delete(command)
						}
					case kind < 25:
						n.set(command, weight)
						c.Set(command, size, []string{command})
					default:
						want := n.get(command)
						if _, ok := c.Get(command); ok != want {
							rt.Fatalf("%s is inside: %t, want %t", command, ok, want)
						}
						if !want {
							n.set(command, weight)
							c.Set(command, size, []string{command})
						}
					}
					n.stats.Entries, n.stats.Bytes = len(n.entries), 0
					if n.opt.MaxBytes > 0 {
						n.stats.Bytes = heavy(n.entries)
					}
					if got := c.Stats(); got != n.stats {
						rt.Fatalf("after %s: %+v, want %+v", command, got, n.stats)
					}
				}
				for _, e := range n.entries {
					if _, ok := c.Get(e.command); !ok && !n.expired(e) {
						rt.Fatalf("%s is gone", e.command)
					}
				}
			})
		})
	}
}
