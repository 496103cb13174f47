package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// flow is a FIFO for what is new and an LRU list for what came back, in each lane,
// and takes many lookups together while a lane's course is even: a hit in the list
// makes the command its most recent, a hit in the FIFO changes nothing, and what is
// new to the lane comes into the FIFO and makes both its front and its end move on
// by one; or neither, while nothing was evicted yet. All else is odd. That is left
// to the order: lane by lane, it stops the FIFO, does what its policy says, and has
// it go on.
//
// The FIFO is a line of tickets and remembers what left it at the front until that
// passes the end.
type flow struct {
	*caches
	lines *tickets // as they are when stopped
	last  []uint32 // by command: its place in the list, or where it was last
	list  timeline
	tails tails // of the list

	front, end, back [Lanes]uint32 // of the lines, as they are now
	until            [Lanes]uint32 // the back at which what is new is odd
	moves            [Lanes]uint32 // ^0 where front and end move till then, else 0
	even             set           // the lanes where they do
	filling          set           // the lanes where they do not, as there is room
	strict           set           // the lanes where hits in the FIFO are odd, too, and misses of what was in the list

	cells []uint32 // of the lines
	wide  bool     // passAll can do it
	ahead int      // for which lookups it has memory fetched

	// Of the last lookup that was passed:
	listed set // the lanes whose list has it
	lacks  set // the lanes that miss it
	odd    set // the lanes where it is still to be done
}

func newFlow(c *caches) flow {
	lanes := len(c.lanes)
	if c.steady() && passesAll {
		lanes = Lanes // passAll needs them, and mostly makes up for the room
	}
	f := flow{
		caches: c, lines: newTickets(c.ev.Commands(), lanes),
		last: memory.Make[uint32](c.ev.Commands()), list: newTimeline(c.ev), tails: *newTails(len(c.lanes)),
	}
	f.cells = f.lines.cells
	f.wide = passesAll && f.lines.width == Lanes && uint64(c.ev.Len())+bundleLen < 1<<31
	if f.wide && c.steady() {
		c.together = bundleLen
	}
	for lane := range c.lanes {
		f.goOn(lane, false)
	}
	return f
}

// in gives the lanes whose list has a command.
func (f *flow) in(id uint32) set {
	place := f.last[id]
	return f.list[place] & f.tails.before(place)
}

func (f *flow) held(id uint32) set {
	held := f.in(id)
	for lane, number := range f.lines.of(id) {
		held |= set(1^below(number, f.front[lane&(Lanes-1)])) << lane
	}
	return held & f.all
}

func (f *flow) prepare(far, near []uint32) {
	if f.together > group {
		return // passAll does it
	}
	memory.FetchRows(f.last, 1, far)
	f.lines.fetch(near)
	var places [group]uint32
	for i, id := range near {
		places[i] = f.last[id]
	}
	memory.FetchRows(f.list, 1, places[:len(near)])
}

// lookups looks commands up from event t on. Those that are odd in some lane, settle
// does in there, and gives the lanes where the command comes into the list.
func (f *flow) lookups(ids []uint32, t int, settle func(id uint32) set) {
	f.begin(ids, t)
	for i, place := 0, uint32(t)+1; i < len(ids); i++ {
		if i += f.pass(ids[i:], place+uint32(i)); i < len(ids) {
			f.move(ids[i], f.listed|settle(ids[i]), place+uint32(i))
		}
	}
	f.done()
}

// begin is called before lookups from event t on are passed.
func (f *flow) begin(ids []uint32, t int) {
	for s := f.even &^ f.brim; s != 0; s &= s - 1 {
		f.stop(s.first()) // there is room, or something has expired
		f.goOn(s.first(), false)
	}
	f.ahead = 0
	if f.together > group && t+len(ids)+2*group <= len(f.ev.ids) {
		f.ahead = group
	}
}

// done is called after all of them.
func (f *flow) done() {
	for s := f.filling; s != 0; s &= s - 1 {
		f.fillUp(s.first())
	}
	f.missing = f.lacks
}

// pass takes lookups, of which the first is to have a place in the list, until one
// is odd in a lane. It gives the index of that one, which is to be moved, too, once
// that is done; or else how many there are.
func (f *flow) pass(ids []uint32, place uint32) int {
	if f.wide {
		return passAll(f, ids, place)
	}
	return f.plainPass(ids, place)
}

// plainPass is pass for any number of lanes.
func (f *flow) plainPass(ids []uint32, place uint32) int {
	for i, id := range ids {
		row := f.lines.of(id)
		f.listed = f.in(id)
		f.odd = f.list[f.last[id]] &^ f.listed & f.strict
		f.lacks = f.odd
		for s := f.tails.lanes &^ (f.listed | f.odd); s != 0; s &= s - 1 {
			lane := s.first()
			switch number := row[lane]; {
			case number >= f.front[lane]:
				f.odd |= only(lane) & f.strict
				continue
			case number >= f.end[lane] || f.back[lane] == f.until[lane]:
				f.odd |= only(lane)
			default:
				row[lane] = f.back[lane]
				f.back[lane]++
				f.front[lane] -= f.moves[lane]
				f.end[lane] -= f.moves[lane]
			}
			f.lacks |= only(lane)
		}
		f.misses[f.lacks]++
		if f.odd != 0 {
			return i
		}
		f.move(id, f.listed, place+uint32(i))
	}
	return len(ids)
}

// move makes a command the most recent in the lists of some lanes, and takes it out
// of those of the others.
func (f *flow) move(id uint32, lanes set, place uint32) {
	f.list[f.last[id]] = 0
	f.list[place] = lanes
	f.last[id] = place
}

// stop gives the line of a lane, to be changed before it goes on.
func (f *flow) stop(lane int) *line {
	l := &f.lines.lanes[lane&(Lanes-1)]
	l.front, l.end, l.back = f.front[lane&(Lanes-1)], f.end[lane&(Lanes-1)], f.back[lane&(Lanes-1)]
	if f.filling.has(lane) {
		f.fillUp(lane)
	}
	return l
}

// fillUp notes the room of a lane that nothing has left yet.
func (f *flow) fillUp(lane int) {
	f.room[lane] = f.caches.lanes[lane].size - uint64(f.back[lane]-1)
}

// goOn has the line of a lane go on that was stopped. Its course is even if what is
// new evicts the first of the FIFO and makes the oldest be forgotten, until there is
// a gap.
func (f *flow) goOn(lane int, even bool) {
	lane &= Lanes - 1
	l := &f.lines.lanes[lane]
	f.front[lane], f.end[lane], f.back[lane] = l.front, l.end, l.back
	f.even &^= only(lane)
	f.filling &^= only(lane)
	most := uint32(0)
	switch {
	case even && f.brimful(lane):
		f.even |= only(lane)
		f.moves[lane] = ^uint32(0)
		most = l.gapless()
	case f.room[lane] > 0 && f.steady():
		f.filling |= only(lane)
		f.moves[lane] = 0
		most = uint32(min(f.room[lane], 1<<31))
	}
	if l.gaps != nil {
		most = min(most, l.room-l.back)
	}
	f.until[lane] = l.back + most
}
