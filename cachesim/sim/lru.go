package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// lru evicts what was looked up longest ago.
//
// The event of its last lookup is a command's place in the queue, the same for
// all sizes: a cache holds what has its place at or after the cache's tail, but
// for what was removed.
type lru struct {
	*caches
	last  []uint32 // by command: its last lookup, counted from 1
	live  bitmap   // the places that are last lookups
	tails *tails
	holes []set // by place: the lanes that lack its command all the same; nil for none
}

func newLRU(c *caches, _ Config) order {
	if c.steady() {
		return newSteadyLRU(c)
	}
	l := &lru{
		caches: c, last: memory.Make[uint32](c.ev.Commands()),
		live: newBitmap(c.ev.Len() + 1), tails: newTails(len(c.lanes)),
	}
	if c.removes() {
		l.holes = memory.Make[set](c.ev.Len() + 1)
	}
	return l
}

func (l *lru) held(id uint32) set {
	place := l.last[id]
	held := l.tails.before(place)
	if l.holes != nil {
		held &^= l.holes[place]
	}
	return held
}

func (l *lru) prepare(far, near []uint32) {
	memory.FetchRows(l.last, 1, far)
	var places, words [group]uint32
	for i, id := range near {
		places[i] = l.last[id]
		words[i] = l.last[id] >> 6
	}
	memory.FetchRows(l.live, 1, words[:len(near)])
	if l.holes != nil {
		memory.FetchRows(l.holes, 1, places[:len(near)])
	}
}

func (l *lru) lookups(ids []uint32, t int) {
	for i, id := range ids {
		missing := l.miss(l.held(id))
		place := uint32(t+i) + 1
		l.live.clear(l.last[id])
		l.live.set(place)
		l.last[id] = place
		for s := missing; s != 0; s &= s - 1 {
			if lane := s.first(); l.full(lane) {
				l.evict(lane)
			}
		}
	}
}

func (l *lru) evict(lane int) {
	for {
		place := l.live.next(l.tails.at[lane])
		l.tails.pass(lane, place)
		if l.holes == nil || !l.holes[place].has(lane) {
			return
		}
	}
}

func (l *lru) remove(id uint32, lanes set) {
	l.holes[l.last[id]] |= lanes
}

func (l *lru) forget(uint32) {}
