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
	ones    nibbles    // 1 in all lanes
	entries []lfuEntry // by command
	few     *ladder
	many    [Lanes]heap // whose entries are since so many lookups of their command
}

// lfuEntry is how a command was used.
type lfuEntry struct {
	lookups uint32
	last    uint32 // the place of the last: its event, counted from 1
	footing
}

// footing is where a command is in each lane.
type footing struct {
	rungs nibbles // that it was put on
	many  nibbles // 1 in the lanes that have it in the heap
}

// few is how many hits bring a command into the heap; the rungs are for 0 to few-1.
// What stands on one more has the highest bit of its nibble.
const few = 7

func newLFU(c *caches, _ Config) order {
	f := &lfu{caches: c, ones: c.all.ones(), entries: memory.Make[lfuEntry](c.ev.Commands()), few: newLadder(c.ev)}
	if c.steady() {
		return newSteadyLFU(f)
	}
	return f
}

func (f *lfu) held(id uint32) set {
	e := &f.entries[id]
	return (f.few.have(e.last, e.rungs) + e.many).lanes()
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
		before := e.last
		e.lookups++
		e.last = place
		if e.many == f.ones {
			f.miss(f.all)
			continue
		}
		have := f.few.have(before, e.rungs)
		missing := f.miss((have + e.many).lanes())
		if e.rungs != 0 {
			f.few.places[before] = 0
		}
		var risen nibbles
		e.footing, risen = e.climb(f.ones, have)
		f.rise(ranked{key(few, place), id, e.lookups - few}, risen)
		for s := missing; s != 0; s &= s - 1 {
			if lane := s.first(); f.full(lane) {
				f.evict(lane, place)
			}
		}
		f.few.places[place] = e.rungs
	}
}

// climb lets a command that is looked up climb from the rungs where it is to the next, from
// none to the first, and gives 1 where it rises into the heap.
func (s footing) climb(ones, have nibbles) (now footing, risen nibbles) {
	rungs := s.rungs&(15*have) + ones - s.many
	risen = rungs >> 3 & each
	return footing{rungs - risen<<3, s.many + risen}, risen
}

// rise brings a command into the heaps of some lanes.
func (f *lfu) rise(r ranked, lanes nibbles) {
	for ; lanes != 0; lanes &= lanes - 1 {
		f.many[lanes.lane()].push(r)
	}
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
		return key(e.lookups-r.since, e.last), e.many.at(lane) != 0
	})
	f.entries[id].many &^= 1 << (4 * lane)
}

func (f *lfu) remove(id uint32, lanes set) {
	e := &f.entries[id]
	e.many &^= lanes.ones()
	e.rungs = e.rungs.of(^lanes)
	f.few.places[e.last] = e.rungs
}

func (f *lfu) forget(uint32) {}
