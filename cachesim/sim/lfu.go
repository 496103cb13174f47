package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// lfu evicts what was hit least often since it was stored; of equals, what was
// looked up longest ago. The count is forgotten on eviction (in-cache LFU, as
// in valkey-py and libCacheSim).
//
// Commands with few hits stand in queues, one for each count, in order of last
// lookup; a hit leaves the old place as it is and takes one in the next queue.
// Commands with more hits stand in a heap that learns of their hits only when
// they come to its top: these are the command's lookups, which are counted once
// for all lanes, since it was stored.
type lfu struct {
	*caches
	entries []lfuEntry // by command
	live    func([]spot) []spot
	few     [Lanes][few]spots
	stored  rows // of what is in the heap: its lookups before it was stored
	many    [Lanes]heap
}

// lfuEntry is how a command was used.
type lfuEntry struct {
	lookups uint32
	last    uint32  // the place of the last: its event, counted from 1
	hits    nibbles // in the lanes where it stands in a queue
	in, few set     // the lanes that hold it, and those where it stands in a queue
}

// few is how many hits bring a command into the heap.
const few = 8

// nibbles are a number from 0 to 15 for each lane.
type nibbles uint32

func (n *nibbles) up(lane int) uint32 {
	shift := 4 * (lane & (Lanes - 1))
	*n += 1 << shift
	return uint32(*n>>shift) & 15
}

func (n *nibbles) clear(lane int) { *n &^= 15 << (4 * (lane & (Lanes - 1))) }

func newLFU(c *caches, _ Config) order {
	f := &lfu{caches: c, entries: memory.Make[lfuEntry](c.ev.Commands()), stored: newRows(c.ev.Commands(), len(c.lanes))}
	f.live = func(some []spot) []spot {
		kept := some[:0]
		for i, s := range some {
			memory.Fetch(f.entries, uint64(some[min(i+group, len(some)-1)].id))
			if f.entries[s.id].last == s.place {
				kept = append(kept, s)
			}
		}
		return kept
	}
	return f
}

func (f *lfu) held(id uint32) set { return f.entries[id].in }

func (f *lfu) prepare(_, near []uint32) { memory.FetchRows(f.entries, 1, near) }

func (f *lfu) lookups(ids []uint32, t int) {
	for i, id := range ids {
		e := &f.entries[id]
		e.lookups++
		e.last = uint32(t+i) + 1
		for s := e.in & e.few; s != 0; s &= s - 1 {
			f.rise(id, e, s.first())
		}
		for s := f.miss(e.in); s != 0; s &= s - 1 {
			lane := s.first()
			if f.full(lane) {
				f.evict(lane)
			}
			e.hits.clear(lane)
			f.few[lane][0].push(spot{e.last, id}, f.live)
		}
		e.few |= f.all &^ e.in
		e.in = f.all
	}
}

// rise takes a place for a command that was hit.
func (f *lfu) rise(id uint32, e *lfuEntry, lane int) {
	if hits := e.hits.up(lane); hits < few {
		f.few[lane][hits].push(spot{e.last, id}, f.live)
		return
	}
	e.few &^= only(lane)
	*f.stored.at(id, lane) = e.lookups - few
	f.many[lane].push(key(few, e.last), id)
}

// key orders by hits, then by last lookup.
func key(hits, last uint32) uint64 { return uint64(hits)<<32 | uint64(last) }

func (f *lfu) evict(lane int) {
	for i := range f.few[lane] {
		for q := &f.few[lane][i]; !q.empty(); {
			for _, s := range q.soon() {
				memory.Fetch(f.entries, uint64(s.id))
			}
			s := q.pop()
			if e := &f.entries[s.id]; e.last == s.place && e.in.has(lane) {
				e.in &^= only(lane)
				return
			}
		}
	}
	id := f.many[lane].pop(func(id uint32) (uint64, bool) {
		e := &f.entries[id]
		return key(e.lookups-*f.stored.at(id, lane), e.last), e.in.has(lane) && !e.few.has(lane)
	})
	f.entries[id].in &^= only(lane)
}

func (f *lfu) remove(id uint32, lanes set) { f.entries[id].in &^= lanes }

func (f *lfu) forget(uint32) {}
