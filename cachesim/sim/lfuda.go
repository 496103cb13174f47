package sim

// lfuDA is LFU with dynamic aging: Arlitt, Cherkasova, Dilley, Friedrich and
// Jin, "Evaluating content management techniques for web proxy caches" (2000),
// with all costs and sizes 1. An entry's key is how often it was looked up
// since it was stored, plus the age of the cache at the last of these lookups;
// the least key leaves, of equals the one looked up longest ago, and becomes
// the age.
type lfuDA struct {
	*members
	entries []aging  // by command, then lane
	last    []uint32 // by command: the event of its last lookup
	heaps   []heap   // by lane
	age     []uint32 // by lane
}

type aging struct{ lookups, key uint32 }

func newLFUDA(c *members, _ Config) steps {
	n, commands := len(c.lanes), c.ev.Commands()
	return &lfuDA{
		members: c, entries: make([]aging, n*commands), last: make([]uint32, commands),
		heaps: make([]heap, n), age: make([]uint32, n),
	}
}

func (f *lfuDA) entry(id uint32, lane int) *aging { return &f.entries[int(id)*len(f.lanes)+lane] }

func (f *lfuDA) access(id uint32, held set, t int) {
	f.last[id] = uint32(t)
	for s := held; s != 0; s &= s - 1 {
		e := f.entry(id, s.first())
		e.lookups++
		e.key = e.lookups + f.age[s.first()]
	}
}

func (f *lfuDA) evict(lane int, _ uint32) {
	id := f.heaps[lane].pop(func(r ranked) (uint64, bool) {
		return key(f.entry(r.id, lane).key, f.last[r.id]), f.held(r.id).has(lane)
	})
	f.age[lane] = f.entry(id, lane).key
	f.out(lane, id)
}

func (f *lfuDA) add(id uint32, lanes set, t int) {
	for s := lanes; s != 0; s &= s - 1 {
		i := s.first()
		e := aging{1, 1 + f.age[i]}
		*f.entry(id, i) = e
		f.heaps[i].push(ranked{key: key(e.key, uint32(t)), id: id})
	}
}

func (f *lfuDA) leave(int, uint32) {}
