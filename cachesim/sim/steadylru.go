package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// steadyLRU is LRU for steady caches, 64 lookups together. Their places are a word of
// the live ones; the first word has none, so that a command that has none yet stands
// before all tails.
//
// Whatever happens in between, a full cache holds those looked up last: its tail
// passes as many live places as commands have come from before it. Those are the
// misses, too, but for commands that the tail passed before they were looked up.
type steadyLRU struct {
	lru
	places [bundleLen]uint32 // by lookup of a bundle: where its command stood before
}

func newSteadyLRU(c *caches) order {
	c.together = bundleLen
	return &steadyLRU{lru: lru{
		caches: c, last: memory.Make[uint32](c.ev.Commands()),
		live: newBitmap(bundleLen + c.ev.Len()), tails: newTails(len(c.lanes)),
	}}
}

func (l *steadyLRU) prepare(far, near []uint32) {
	memory.FetchRows(l.last, 1, far)
	var words [bundleLen]uint32
	for i, id := range near {
		words[i&(bundleLen-1)] = l.last[id] >> 6
	}
	memory.FetchRows(l.live, 1, words[:len(near)])
}

func (l *steadyLRU) lookups(ids []uint32, t int) {
	l.move(ids, uint32(t)+bundleLen)
	tails := l.tails.at
	came := passed(&l.places, &tails)
	var room [Lanes]int
	for lane := range l.lanes {
		n := came[lane]
		l.misses[only(lane)] += uint64(n)
		taken := min(uint64(n), l.room[lane])
		l.room[lane] -= taken
		room[lane] = int(taken)
		l.tails.at[lane] = l.live.skip(tails[lane], int(n)-int(taken))
	}
	now := passed(&l.places, &l.tails.at)
	for lane := range l.lanes {
		if now[lane] != came[lane] {
			l.misses[only(lane)] += l.late(lane, tails[lane], room[lane])
		}
	}
}

// move gives the commands looked up the places from first on.
func (l *steadyLRU) move(ids []uint32, first uint32) {
	l.live[first>>6] = 1<<len(ids) - 1
	for i, id := range ids {
		place := l.last[id]
		l.last[id] = first + uint32(i)
		l.live.clear(place)
		l.places[i&(bundleLen-1)] = place
	}
	for i := len(ids); i < bundleLen; i++ {
		l.places[i] = none
	}
}

// late counts the lookups that missed in a lane because the tail, which was at from
// when the bundle began, had passed their command since.
func (l *steadyLRU) late(lane int, from uint32, room int) (late uint64) {
	for i, place := range l.places {
		switch {
		case place < from:
			room--
		case place < l.tails.at[lane] && l.ahead(from, place, i) < -room:
			late++
		}
	}
	return late
}

// ahead gives how many commands stood between two places at lookup i.
func (l *steadyLRU) ahead(from, to uint32, i int) int {
	n := l.live.count(from, to)
	for _, place := range l.places[i+1:] {
		if from <= place && place < to {
			n++
		}
	}
	return n
}
