package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// lfu evicts what was hit least often since it was stored; of equals, what was
// looked up longest ago. The count is forgotten on eviction (in-cache LFU, as
// in valkey-py and libCacheSim).
//
// Commands with few hits stand on a [ladder], in order of last lookup; a hit lets
// them climb. Commands with more hits stand in a heap that learns of their hits
// only when they come to its top: these are the command's lookups, which are
// counted once for all lanes, since it was stored.
type lfu struct {
	*caches
	entries []lfuEntry // by command
	few     *ladder
	many    [Lanes]heap // whose entries are since so many lookups of their command
}

// lfuEntry is how a command was used.
type lfuEntry struct {
	lookups uint32
	last    uint32  // the place of the last: its event, counted from 1
	rungs   nibbles // that it was put on
	many    set     // the lanes that have it in the heap
}

// few is how many hits bring a command into the heap; the rungs are for 0 to few-1.
const few = 8

func newLFU(c *caches, _ Config) order {
	return &lfu{caches: c, entries: memory.Make[lfuEntry](c.ev.Commands()), few: newLadder(c.ev)}
}

func (f *lfu) held(id uint32) set {
	e := &f.entries[id]
	return e.many | f.few.have(e.last, e.rungs)
}

func (f *lfu) prepare(far, near []uint32) {
	memory.FetchRows(f.entries, 1, far)
	var places batch
	n := 0
	for _, id := range near {
		e := &f.entries[id]
		n = places.add(n, e.last, e.rungs != 0)
	}
	memory.FetchRows(f.few.places, 1, places[:n])
}

func (f *lfu) lookups(ids []uint32, t int) {
	for i, id := range ids {
		e, place := &f.entries[id], uint32(t+i)+1
		climbing := f.few.have(e.last, e.rungs)
		missing := f.miss(climbing | e.many)
		e.lookups++
		if e.rungs != 0 {
			f.few.places[e.last] = 0
		}
		e.last = place
		if climbing|missing == 0 {
			continue
		}
		e.rungs = e.rungs.of(climbing) + (climbing | missing).ones()
		for s := e.rungs.are(few + 1); s != 0; s &= s - 1 {
			f.rise(id, e, s.first())
		}
		for s := missing; s != 0; s &= s - 1 {
			if lane := s.first(); f.full(lane) {
				f.evict(lane, place)
			}
		}
		f.few.places[place] = e.rungs
	}
}

// rise brings a command that was hit from the ladder into the heap.
func (f *lfu) rise(id uint32, e *lfuEntry, lane int) {
	e.rungs = e.rungs.of(^only(lane))
	e.many |= only(lane)
	f.many[lane].push(ranked{key(few, e.last), id, e.lookups - few})
}

// key orders by hits, then by last lookup.
func key(hits, last uint32) uint64 { return uint64(hits)<<32 | uint64(last) }

func (f *lfu) evict(lane int, now uint32) {
	for rung := 1; rung <= few; rung++ {
		if f.few.take(rung, lane, now) {
			return
		}
	}
	id := f.many[lane].pop(func(r ranked) (uint64, bool) {
		e := &f.entries[r.id]
		return key(e.lookups-r.since, e.last), e.many.has(lane)
	})
	f.entries[id].many &^= only(lane)
}

func (f *lfu) remove(id uint32, lanes set) {
	e := &f.entries[id]
	e.many &^= lanes
	e.rungs = e.rungs.of(^lanes)
	f.few.places[e.last] = e.rungs
}

func (f *lfu) forget(uint32) {}
