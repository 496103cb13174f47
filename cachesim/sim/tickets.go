package sim

import "math/bits"

// tickets are FIFOs, one in each lane, without queues: what comes draws the
// lane's next number, and what has one from front on is inside. An entry that
// leaves at the front is remembered until end passes it, too. So nothing is
// written down or looked at of what leaves.
//
// Numbers are never used twice; 0 is none.
type tickets struct {
	rows  // by command and lane: its number
	lanes [Lanes]line
}

// line is the FIFO of one lane.
type line struct {
	end, front, back uint32    // numbers: remembered from end, inside from front, up to back
	room             uint32    // from this number on there is no room for gaps
	missing          [2]uint32 // how many gaps there are, by part
	even             [2]uint32 // by part: before this number it has no gap
	gaps             []uint64  // a ring with a bit for every number; nil where there never was a gap
}

// The parts of a line.
const (
	insidePart = iota
	rememberedPart
)

func newTickets(commands, lanes int) *tickets {
	t := &tickets{rows: newRows(commands, lanes)}
	for i := range t.lanes {
		t.lanes[i] = line{end: 1, front: 1, back: 1}
	}
	return t
}

// look gives the lanes that have a command inside, and those that remember it,
// by its row.
func (t *tickets) look(row []uint32) (inside, remembered set) {
	if len(row) < Lanes {
		for lane, number := range row {
			if l := &t.lanes[lane&(Lanes-1)]; number >= l.front {
				inside |= only(lane)
			} else if number >= l.end {
				remembered |= only(lane)
			}
		}
		return inside, remembered
	}
	out, forgotten := behind((*[Lanes]uint32)(row), &t.lanes)
	return ^out, out &^ forgotten
}

// forget forgets a command in all lanes.
func (t *tickets) forget(id uint32) {
	row := t.of(id)
	_, remembered := t.look(row)
	for s := remembered; s != 0; s &= s - 1 {
		lane := s.first()
		if l := &t.lanes[lane]; l.remembers(row[lane]) {
			l.recall(&row[lane])
		}
	}
}

func (l *line) len() int        { return int(l.back - l.front - l.missing[insidePart]) }
func (l *line) remembered() int { return int(l.front - l.end - l.missing[rememberedPart]) }

// remembers says whether a number is one of those remembered.
func (l *line) remembers(number uint32) bool {
	return number-l.end < l.front-l.end && (l.missing[rememberedPart] == 0 || !l.gap(number))
}

// draw gives the number of a command that comes.
func (l *line) draw() uint32 {
	if l.back == l.room {
		l.makeRoom()
	}
	l.back++
	return l.back - 1
}

// let lets go what came first; something must be inside. It is remembered.
func (l *line) let() {
	for l.missing[insidePart] > 0 && l.gap(l.front) {
		l.missing[insidePart]--
		l.missing[rememberedPart]++
		l.front++
	}
	l.front++
}

// forgetOldest forgets what is remembered for longest; there must be something.
func (l *line) forgetOldest() {
	for l.missing[rememberedPart] > 0 && l.gap(l.end) {
		l.gaps[l.word(l.end)] &^= 1 << (l.end & 63)
		l.missing[rememberedPart]--
		l.end++
	}
	l.end++
}

// recall takes a number that is remembered, remove one that is inside: there is a
// gap then.
func (l *line) recall(number *uint32) { l.cut(number, rememberedPart) }
func (l *line) remove(number *uint32) { l.cut(number, insidePart) }

func (l *line) cut(number *uint32, part int) {
	l.leave(*number, part)
	*number = 0
}

// letGo lets go what came first, and it is not remembered.
func (l *line) letGo() {
	l.let()
	l.leave(l.front-1, rememberedPart)
}

func (l *line) leave(number uint32, part int) {
	if l.gaps == nil {
		l.makeRoom()
	}
	l.gaps[l.word(number)] |= 1 << (number & 63)
	l.missing[part]++
	l.even[part] = min(l.even[part], number)
}

func (l *line) gap(number uint32) bool { return l.gaps[l.word(number)]>>(number&63)&1 != 0 }

// gapless is how far front and end can move together and meet no gap, as far as
// matters. It may be asked often, and looks at no number twice while no gap comes
// before it.
func (l *line) gapless() uint32 {
	n := uint32(1 << 31)
	for part, from := range [...]uint32{insidePart: l.front, rememberedPart: l.end} {
		if l.missing[part] > 0 {
			l.even[part] = l.nextGap(max(from, l.even[part]))
			n = min(n, l.even[part]-from)
		}
	}
	return n
}

// nextGap gives the first gap from a number on. There must be one.
func (l *line) nextGap(number uint32) uint32 {
	for {
		if gaps := l.gaps[l.word(number)] >> (number & 63); gaps != 0 {
			return number + uint32(bits.TrailingZeros64(gaps))
		}
		number += 64 - number&63
	}
}

func (l *line) word(number uint32) int { return int(number>>6) & (len(l.gaps) - 1) }

// makeRoom makes room for gaps among as many numbers again as there are now.
func (l *line) makeRoom() {
	if old := *l; len(l.gaps)*32 <= int(l.back-l.end) {
		l.gaps = make([]uint64, 1)
		for len(l.gaps)*32 <= int(l.back-l.end) {
			l.gaps = make([]uint64, 2*len(l.gaps))
		}
		for n := l.end; old.gaps != nil && n != l.back; n++ {
			if old.gap(n) {
				l.gaps[l.word(n)] |= 1 << (n & 63)
			}
		}
	}
	l.room = l.end + uint32(64*len(l.gaps))
}
