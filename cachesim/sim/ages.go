package sim

import (
	"time"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// ages knows when each entry was stored. As time does not go back, what was
// stored before some event has expired: that event moves on with the time, and
// what it passes that is still inside is overdue, until it is looked up or leaves
// for the next one that needs room.
type ages struct {
	*caches
	times   []int64
	ttl     int64
	since   rows         // by command and lane: the event that stored it
	stored  []set        // by event: the lanes that stored a command
	young   uint32       // what was stored before this event has expired
	overdue [Lanes]queue // the events that stored it, the first of them first
	coming  uint32       // the command that room is needed for: what the lane had of it is gone
}

func newAges(c *caches, ttl time.Duration) *ages {
	a := &ages{caches: c, times: c.ev.times, ttl: int64(ttl), since: c.newRows(), stored: memory.Make[set](c.ev.Len())}
	if a.times == nil {
		a.times = make([]int64, c.ev.Len()) // a trace without times stands still
	}
	return a
}

// store notes that some lanes store a command.
func (a *ages) store(id uint32, lanes set, t int) {
	row := a.since.of(id)
	for s := lanes; s != 0; s &= s - 1 {
		row[s.first()] = uint32(t)
	}
	a.stored[t] = lanes
}

// now moves on to event t, a lookup or store.
func (a *ages) now(t int) {
	a.coming = a.ev.ids[t]
	if before := a.times[t] - a.ttl; a.times[a.young] < before {
		a.age(before)
	}
}

func (a *ages) age(before int64) {
	for ; a.times[a.young] < before; a.young++ {
		if a.young%group == 0 {
			a.prepare(int(a.young))
		}
		if a.stored[a.young] != 0 {
			a.pass(a.young)
		}
	}
}

// prepare has fetched what pass will look at soon.
func (a *ages) prepare(t int) {
	near, far := a.ev.ahead(t+group, group)
	a.order.prepare(far, near)
	a.since.fetch(near)
}

// pass makes overdue what an event stored and is still inside.
func (a *ages) pass(t uint32) {
	id := a.ev.ids[t]
	for s := a.stored[t] & a.order.held(id); s != 0; s &= s - 1 {
		if lane := s.first(); *a.since.at(id, lane) == t {
			a.overdue[lane].push(t)
			a.brim &^= s & -s
		}
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
func (a *ages) oldest(lane int) (id uint32, ok bool) {
	for q := &a.overdue[lane]; q.len() > 0; {
		for _, t := range q.soon() {
			if t < a.young {
				one := a.ev.ids[t : t+1]
				a.since.fetch(one)
				a.order.prepare(one, one)
				memory.FetchRows(a.fates.of, 1, one)
			}
		}
		t := q.pop()
		if id := a.ev.ids[t]; id != a.coming && *a.since.at(id, lane) == t && a.order.held(id).has(lane) {
			return id, true
		}
	}
	return 0, false
}
