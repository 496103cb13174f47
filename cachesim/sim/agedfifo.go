package sim

import (
	"math/bits"
	"slices"
	"time"
)

// agedFIFO is a FIFO whose entries expire. They do so in the order in which they
// leave: what its tickets remember has expired and is still inside, until it is
// looked up or leaves for the next one that needs room.
type agedFIFO struct {
	fifo
	ttl     int64
	stored  timeline      // by event: the lanes that stored a command, each of which drew its next number
	young   int           // what was stored before this event has expired
	expired [Lanes]uint32 // the numbers before this one have
	drawn   [Lanes]draw
}

// draw is an event before which a lane has drawn the numbers before this one.
type draw struct {
	number uint32
	event  int
}

// agesInOrder says whether entries of a FIFO expire in the order in which they
// leave: not where one can be stored anew and keep its place.
func (e *Events) agesInOrder() bool { return e.times != nil && !slices.Contains(e.ops, OpStore) }

func newAgedFIFO(c *caches, ttl time.Duration) order {
	f := &agedFIFO{fifo: fifo{c, newTickets(c.ev.Commands(), len(c.lanes))}, ttl: int64(ttl), stored: newTimeline(c.ev)}
	c.ageless = true
	for lane := range c.lanes {
		f.expired[lane], f.drawn[lane].number = 1, 1
	}
	return f
}

func (f *agedFIFO) held(id uint32) set {
	fresh, late := f.tickets.look(f.tickets.of(id))
	return fresh | late
}

func (f *agedFIFO) lookups(ids []uint32, t int) {
	for i, id := range ids {
		f.age(t + i)
		row := f.tickets.of(id)
		fresh, late := f.tickets.look(row)
		if late != 0 {
			f.expireFrom(id, late)
		}
		missing := f.miss(fresh)
		for s := missing; s != 0; s &= s - 1 {
			lane := s.first()
			if f.full(lane) {
				f.evict(lane)
			}
			row[lane] = f.tickets.lanes[lane].draw()
		}
		f.stored[t+i] = missing
	}
}

// age moves on to event t.
func (f *agedFIFO) age(t int) {
	for before := f.ev.times[t] - f.ttl; f.ev.times[f.young] < before; f.young++ {
		for s := f.stored[f.young]; s != 0; s &= s - 1 {
			lane := s.first()
			f.expired[lane]++
			if l := &f.tickets.lanes[lane]; l.front < f.expired[lane] {
				l.pass()
			}
		}
	}
}

// pass moves the front past a number, whether it is a gap or not.
func (l *line) pass() {
	if l.missing[insidePart] > 0 && l.gap(l.front) {
		l.missing[insidePart]--
		l.missing[rememberedPart]++
	}
	l.front++
}

// evict takes out what came first, expired or not.
func (f *agedFIFO) evict(lane int) {
	l := &f.tickets.lanes[lane]
	if l.remembered() == 0 {
		l.let()
		l.forgetOldest()
		return
	}
	l.forgetOldest()
	id := f.ev.ids[f.event(lane, l.end-1)]
	f.fates.of[id].expired |= only(lane)
	f.fates.expirations[only(lane)]++
}

// event gives the event that drew a number of a lane, greater than the last asked
// for.
func (f *agedFIFO) event(lane int, number uint32) int {
	for d := &f.drawn[lane]; ; d.event += 64 {
		draws := marked64((*[64]set)(f.stored[d.event:]), lane)
		if n := uint32(bits.OnesCount64(draws)); d.number+n <= number {
			d.number += n
			continue
		}
		for range number - d.number {
			draws &= draws - 1
		}
		return d.event + bits.TrailingZeros64(draws)
	}
}

func (f *agedFIFO) remove(id uint32, lanes set) {
	row := f.tickets.of(id)
	for s := lanes; s != 0; s &= s - 1 {
		lane := s.first()
		if l := &f.tickets.lanes[lane]; row[lane] < l.front {
			l.recall(&row[lane])
		} else {
			l.remove(&row[lane])
		}
	}
}
