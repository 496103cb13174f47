package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// steadyLRU is LRU for steady caches, which takes a bundle of lookups together. Their
// places are one word of those that are live; who has not been looked up yet has a
// place in the first word, before all tails.
//
// In whatever order they come, the tail of a full cache has in the end passed as many
// live places as commands have come from before it. Those are its misses, too, and
// besides those whose place the tail passed just before they were looked up.
type steadyLRU struct {
	*caches
	last  []uint32      // by command: the place of its last lookup
	live  bitmap        // the places that are last lookups
	tails [Lanes]uint32 // before which the commands of a lane have left
	were  batch         // by lookup: the place of its command until then
}

func newSteadyLRU(c *caches) order {
	c.together = bundleLen
	l := &steadyLRU{caches: c, last: memory.Make[uint32](c.ev.Commands()), live: newBitmap(bundleLen + c.ev.Len())}
	for lane := range c.lanes {
		l.tails[lane] = 1
	}
	return l
}

func (l *steadyLRU) held(id uint32) set { return l.all &^ above(&l.tails, l.last[id]) }

func (l *steadyLRU) prepare(far, near []uint32) {
	memory.FetchRows(l.last, 1, far)
	var words batch
	for i, id := range near {
		words[i&(bundleLen-1)] = l.last[id] >> 6
	}
	memory.FetchRows(l.live, 1, words[:len(near)])
}

func (l *steadyLRU) lookups(ids []uint32, t int) {
	l.move(ids, uint32(t)+bundleLen)
	tails, room := l.tails, l.room
	came := passed(&l.were, &tails)
	for lane := range l.lanes {
		l.misses[only(lane)] += uint64(came[lane])
		l.tails[lane] = l.live.skip(tails[lane], l.fit(lane, int(came[lane])))
	}
	now := passed(&l.were, &l.tails)
	for lane := range l.lanes {
		if now[lane] != came[lane] {
			l.misses[only(lane)] += l.late(lane, tails[lane], room[lane])
		}
	}
}

// move gives the commands the places of their lookups, from first on.
func (l *steadyLRU) move(ids []uint32, first uint32) {
	last, live := l.last, l.live
	live[first>>6] = 1<<len(ids) - 1
	for i, id := range ids {
		place := last[id]
		last[id] = first + uint32(i)
		live.clear(place)
		l.were[i&(bundleLen-1)] = place
	}
	for i := len(ids); i < bundleLen; i++ {
		l.were[i] = none
	}
}

// late counts the misses of a lane by commands that it held when the bundle began,
// with its tail at from and with so much room. As many as have come from before that
// tail, but for the room, it has lost of those that stand behind it.
func (l *steadyLRU) late(lane int, from uint32, room uint64) (late uint64) {
	lost, to := -int(room), l.tails[lane]
	for i, place := range &l.were {
		if place-from < to-from && l.between(from, place, i) < lost {
			late++
		}
		lost += int(below(place, from))
	}
	return late
}

// between counts the commands that stood from one place on and before another when
// lookup i of the bundle came.
func (l *steadyLRU) between(from, to uint32, i int) int {
	n := l.live.count(from, to)
	for _, place := range l.were[i+1:] {
		n += int(below(place, to) &^ below(place, from))
	}
	return n
}

func (l *steadyLRU) remove(uint32, set) {}
func (l *steadyLRU) forget(uint32)      {}
