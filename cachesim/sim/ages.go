package sim

import "time"

// ages knows when each entry was stored and which was stored first: the events
// of storing are marked, and the first mark of a lane only moves on. As time
// does not go back, what was stored before some event has expired; it moves on,
// too, so that no time is looked up anywhere else.
type ages struct {
	times  []int64
	ttl    int64
	ids    []uint32 // of the trace
	stored []uint32 // by command, then lane: the event that stored it
	live   []bitmap // by lane
	tails  []uint32 // by lane
	young  uint32   // what was stored before this event has expired
}

func newAges(ev *Events, lanes int, ttl time.Duration) *ages {
	a := &ages{
		times: ev.times, ttl: int64(ttl), ids: ev.ids,
		stored: make([]uint32, ev.Commands()*lanes), live: make([]bitmap, lanes), tails: make([]uint32, lanes),
	}
	if a.times == nil {
		a.times = make([]int64, ev.Len()) // a trace without times stands still
	}
	for i := range a.live {
		a.live[i] = newBitmap(ev.Len())
	}
	return a
}

func (a *ages) at(lane int, id uint32) *uint32 { return &a.stored[int(id)*len(a.tails)+lane] }

func (a *ages) store(lane int, id uint32, t int) {
	*a.at(lane, id) = uint32(t)
	a.live[lane].set(uint32(t))
}

func (a *ages) remove(lane int, id uint32) { a.live[lane].clear(*a.at(lane, id)) }

// now moves on to event t, a lookup.
func (a *ages) now(t int) {
	for a.times[a.young] < a.times[t]-a.ttl {
		a.young++
	}
}

// expired says whether an entry of a lane has outlived the TTL.
func (a *ages) expired(lane int, id uint32) bool { return *a.at(lane, id) < a.young }

// oldest gives the entry of a lane that was stored first, if it has expired.
// There must be an entry.
func (a *ages) oldest(lane int) (id uint32, ok bool) {
	if a.tails[lane] >= a.young {
		return 0, false // nor are the entries, which are all younger
	}
	p := a.live[lane].next(a.tails[lane])
	a.tails[lane] = p
	return a.ids[p], p < a.young
}
