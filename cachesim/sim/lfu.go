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
	live   bitmap   // the places that are last lookups
	few    [][few]spots
	many   []heap
}

// use is how a command was used.
type use struct {
	lookups uint32
	last    uint32 // the place of the last: its event, counted from 1
	few     set    // the lanes where it stands in a queue
}

// few is how many hits bring a command into the heap.
const few = 8

func newLFU(c *caches, _ Config) order {
	n := len(c.lanes)
	return &lfu{
		caches: c, use: make([]use, c.ev.Commands()), stored: make([]uint32, n*c.ev.Commands()),
		live: newBitmap(c.ev.Len() + 1), few: make([][few]spots, n), many: make([]heap, n),
	}
}

func (f *lfu) prepare(ids []uint32) (read uint64) {
	for _, id := range ids {
		read += uint64(f.mask[id]) + f.live[f.use[id].last>>6] + uint64(f.stored[int(id)*len(f.lanes)])
	}
	return read
}

func (f *lfu) access(id uint32, held set, t int) {
	u := &f.use[id]
	f.live.clear(u.last)
	u.lookups++
	u.last = uint32(t) + 1
	f.live.set(u.last)
	for s := held & u.few; s != 0; s &= s - 1 {
		f.rise(id, u, s.first())
	}
}

// rise takes a place for a command that was hit.
func (f *lfu) rise(id uint32, u *use, lane int) {
	hits := f.hits(id, lane)
	if hits < few {
		f.few[lane][hits].push(u.last, f.live)
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

func (f *lfu) evict(lane int, _ uint32) {
	for i := range f.few[lane] {
		for q := &f.few[lane][i]; q.more(f.live); {
			if id := f.ev.ids[q.pop()-1]; !f.removes() || f.mask[id].has(lane) {
				f.out(lane, id)
				return
			}
		}
	}
	f.out(lane, f.many[lane].pop(func(id uint32) (uint64, bool) {
		u := &f.use[id]
		return key(f.hits(id, lane), u.last), f.mask[id].has(lane) && !u.few.has(lane)
	}))
}

func (f *lfu) add(id uint32, lanes set, _ int) {
	u := &f.use[id]
	u.few |= lanes
	for s := lanes; s != 0; s &= s - 1 {
		i := s.first()
		f.stored[int(id)*len(f.lanes)+i] = u.lookups
		f.few[i][0].push(u.last, f.live)
	}
}

func (f *lfu) remove(int, uint32) {}
