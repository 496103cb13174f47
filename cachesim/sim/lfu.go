package sim

// lfu evicts what was hit least often since it was stored; of equals, what was
// looked up longest ago. The count is forgotten on eviction (in-cache LFU, as
// in valkey-py and libCacheSim).
//
// A command is counted once for all lanes: its hits in a lane are its lookups
// since that lane stored it. Commands with few hits stand in queues, one for
// each count, in order of last lookup; a hit leaves the old place as it is and
// takes one in the next queue. Commands with more hits stand in a heap that
// learns of their hits only when they come to its top.
type lfu struct {
	*caches
	use    []use
	stored []uint32 // by command, then lane: its lookups before it was stored
	few    [][few]visits
	many   []heap
}

// use is how a command was used.
type use struct {
	lookups, last uint32 // how many, and the event of the last
	few           set    // the lanes where it stands in a queue
}

// few is how many hits bring a command into the heap.
const few = 8

func newLFU(c *caches, _ Config) order {
	n := len(c.lanes)
	return &lfu{
		caches: c, use: make([]use, c.ev.Commands()), stored: make([]uint32, n*c.ev.Commands()),
		few: make([][few]visits, n), many: make([]heap, n),
	}
}

func (f *lfu) access(id uint32, held set, t int) {
	u := &f.use[id]
	u.lookups++
	u.last = uint32(t)
	for s := held & u.few; s != 0; s &= s - 1 {
		f.rise(id, u, s.first())
	}
}

// rise takes a place for a command that was hit.
func (f *lfu) rise(id uint32, u *use, lane int) {
	hits := f.hits(id, lane)
	if hits < few {
		f.few[lane][hits].push(visit{id, u.last}, f.counts(lane))
		return
	}
	u.few &^= only(lane)
	f.many[lane].push(key(hits, u.last), id)
}

func (f *lfu) hits(id uint32, lane int) uint32 {
	return f.use[id].lookups - f.stored[int(id)*len(f.lanes)+lane]
}

// key orders by hits, then by last lookup.
func key(hits, last uint32) uint64 { return uint64(hits)<<32 | uint64(last) }

// counts says whether a visit is a command's place in a lane.
func (f *lfu) counts(lane int) func(visit) bool {
	return func(v visit) bool { return f.use[v.id].last == v.t && f.held(v.id).has(lane) }
}

func (f *lfu) evict(lane int, _ uint32) {
	for i := range f.few[lane] {
		if id, ok := f.few[lane][i].pop(f.counts(lane)); ok {
			f.out(lane, id)
			return
		}
	}
	f.out(lane, f.many[lane].pop(func(id uint32) (uint64, bool) {
		u := &f.use[id]
		return key(f.hits(id, lane), u.last), f.held(id).has(lane) && !u.few.has(lane)
	}))
}

func (f *lfu) add(id uint32, lanes set, t int) {
	u := &f.use[id]
	u.few |= lanes
	for s := lanes; s != 0; s &= s - 1 {
		i := s.first()
		f.stored[int(id)*len(f.lanes)+i] = u.lookups
		f.few[i][0].push(visit{id, uint32(t)}, f.counts(i))
	}
}

func (f *lfu) remove(int, uint32) {}
