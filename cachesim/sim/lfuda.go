package sim

import (
	"slices"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// lfuDA is LFU with dynamic aging: Arlitt, Cherkasova, Dilley, Friedrich and
// Jin, "Evaluating content management techniques for web proxy caches" (2000),
// with all costs and sizes 1. An entry's key is how often it was looked up
// since it was stored, plus the age of the cache at the last of these lookups;
// the least key leaves, of equals the one looked up longest ago, and becomes
// the age.
//
// No key is below the age. Of those a little above it, each has a queue, in order of
// last lookup; the entries with higher ones stand in a heap that learns of their
// lookups only when they come to its top.
type lfuDA struct {
	*members
	entries []aging  // by command, then lane
	last    []uint32 // by command: the event of its last lookup
	sides   []fading // by lane
}

type aging struct{ lookups, key uint32 }

// fading is the cache of one lane.
type fading struct {
	age  uint32
	near [nearKeys]spots // by key, modulo their number
	far  heap
	high bitmap // by command: it is in the heap
}

// nearKeys are the keys from the age on that have queues.
const nearKeys = 16

func newLFUDA(c *members, _ Config) steps {
	n, commands := len(c.lanes), c.ev.Commands()
	f := &lfuDA{
		members: c, entries: memory.Make[aging](n * commands), last: memory.Make[uint32](commands), sides: make([]fading, n),
	}
	for i := range f.sides {
		f.sides[i].high = newBitmap(commands)
	}
	return f
}

func (f *lfuDA) entry(id uint32, lane int) *aging { return &f.entries[int(id)*len(f.lanes)+lane] }

func (f *lfuDA) access(id uint32, held set, t int) {
	f.last[id] = uint32(t)
	for s := held; s != 0; s &= s - 1 {
		f.rank(s.first(), id, f.entry(id, s.first()).lookups+1)
	}
}

func (f *lfuDA) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		f.sides[s.first()].high.clear(id)
		f.rank(s.first(), id, 1)
	}
}

// rank gives an entry its key, by so many lookups.
func (f *lfuDA) rank(lane int, id, lookups uint32) {
	c := &f.sides[lane]
	e := aging{lookups, lookups + c.age}
	*f.entry(id, lane) = e
	switch {
	case c.high.has(id):
	case e.key < c.age+nearKeys:
		c.near[e.key%nearKeys].push(spot{f.last[id], id}, f.living)
	default:
		c.high.set(id)
		c.far.push(ranked{key: key(e.key, f.last[id]), id: id})
	}
}

func (f *lfuDA) living(some []spot) []spot {
	return slices.DeleteFunc(some, func(s spot) bool { return f.last[s.id] != s.place })
}

func (f *lfuDA) evict(lane int, _ uint32) {
	c := &f.sides[lane]
	id, ok := f.nearest(lane)
	top, far := c.far.top(func(r ranked) (uint64, bool) { return f.key(r.id, lane), f.in[r.id].has(lane) && c.high.has(r.id) })
	if far && (!ok || f.key(top, lane) < f.key(id, lane)) {
		id = top
		c.far.drop()
	}
	c.age = f.entry(id, lane).key
	f.out(lane, id)
}

// nearest gives the entry of the queues that has the least key.
func (f *lfuDA) nearest(lane int) (id uint32, ok bool) {
	c := &f.sides[lane]
	for k := range uint32(nearKeys) {
		for q := &c.near[(c.age+k)%nearKeys]; !q.empty(); q.pop() {
			if s := q.first(); f.last[s.id] == s.place && f.in[s.id].has(lane) {
				return s.id, true
			}
		}
	}
	return 0, false
}

// key orders the entries of a lane.
func (f *lfuDA) key(id uint32, lane int) uint64 { return key(f.entry(id, lane).key, f.last[id]) }

func (f *lfuDA) leave(int, uint32) {}
