package sim

import (
	"time"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// ages knows when each entry was stored and which was stored first: the events
// of storing are marked, and a lane's first mark only moves on. A mark stays
// when its entry leaves; it counts as long as the lane holds the command since
// that event. As time does not go back, what was stored before some event has
// expired; it moves on, too, so that no time is looked up anywhere else.
type ages struct {
	times []int64
	ttl   int64
	ids   []uint32 // of the trace
	since rows     // by command and lane: the event that stored it
	marks []set    // by event: the lanes that stored something
	tails [Lanes]uint32
	young uint32 // what was stored before this event has expired
}

func newAges(ev *Events, lanes int, ttl time.Duration) *ages {
	a := &ages{
		times: ev.times, ttl: int64(ttl), ids: ev.ids,
		since: newRows(ev.Commands(), lanes), marks: memory.Make[set](ev.Len()),
	}
	if a.times == nil {
		a.times = make([]int64, ev.Len()) // a trace without times stands still
	}
	return a
}

// store notes that some lanes store a command.
func (a *ages) store(id uint32, lanes set, t int) {
	row := a.since.of(id)
	for s := lanes; s != 0; s &= s - 1 {
		row[s.first()] = uint32(t)
	}
	a.marks[t] = lanes
}

// now moves on to event t, a lookup.
func (a *ages) now(t int) {
	for a.times[a.young] < a.times[t]-a.ttl {
		a.young++
	}
}

// expired gives those of the lanes that hold a command whose entry has outlived
// the TTL, and the first event that stored one of the others.
func (a *ages) expired(id uint32, held set) (expired set, born uint32) {
	row := a.since.of(id)
	born = none
	for s := held; s != 0; s &= s - 1 {
		if stored := row[s.first()]; stored < a.young {
			expired |= s & -s
		} else {
			born = min(born, stored)
		}
	}
	return expired, born
}

// oldest gives the entry of a lane that was stored first, if it has expired.
func (a *ages) oldest(lane int, order order) (id uint32, ok bool) {
	for tail := &a.tails[lane]; *tail < a.young; *tail++ {
		if !a.marks[*tail].has(lane) {
			continue
		}
		if id := a.ids[*tail]; a.since.of(id)[lane] == *tail && order.held(id).has(lane) {
			return id, true
		}
	}
	return 0, false
}
