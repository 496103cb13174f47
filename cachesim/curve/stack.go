package curve

import "github.com/vkcheck/vkcheck/cachesim/sim"

// stack is the LRU stack, the newest on top: every command stands at the
// position (time) of its last access, and its depth is the count of positions
// taken from there on.
//
// A dropped command leaves a hole, which keeps its place: a cache that held the
// command has room for one more. The next command to come up from below the
// uppermost hole, or from outside, pushes others down only as far as that hole;
// a command that comes up from below leaves the hole where it stood itself.
type stack struct {
	last  []uint32 // by command: its position plus one; 0 for none
	taken *counts
	holes heap
	now   uint32
}

// slack is how many positions there are for each command: the more, the rarer
// they must be renumbered.
const slack = 4

// minPositions keeps small traces from renumbering all the time.
const minPositions = 1 << 12

func newStack(commands int) *stack {
	return &stack{last: make([]uint32, commands), taken: newCounts(max(slack*commands, minPositions))}
}

// replay goes through the events, and tells of each lookup how deep it was: from
// 1, or 0 for what was not in the stack.
func (s *stack) replay(ev *sim.Events, looked func(id uint32, depth int)) {
	for t := range ev.Len() {
		switch op, id, _ := ev.At(t); op {
		case sim.OpLookup:
			looked(id, s.lookup(id))
		case sim.OpStore:
			s.lookup(id)
		case sim.OpDrop, sim.OpExpire:
			s.drop(id)
		case sim.OpFlush:
			s.flush()
		}
	}
}

// lookup gives the depth of a command, from 1, or 0 for one that is not in the
// stack, and puts it on top.
func (s *stack) lookup(id uint32) (depth int) {
	if int(s.now) == s.taken.size {
		s.renumber()
	}
	if prev := s.last[id]; prev != 0 {
		depth = s.taken.from(prev - 1)
		if len(s.holes) > 0 && s.holes[0] > prev-1 {
			s.taken.clear(s.holes.replace(prev - 1))
		} else {
			s.taken.clear(prev - 1)
		}
	} else if len(s.holes) > 0 {
		s.taken.clear(s.holes.pop())
	}
	s.taken.push(s.now)
	s.now++
	s.last[id] = s.now
	return depth
}

// drop makes a hole of a command.
func (s *stack) drop(id uint32) {
	if s.last[id] != 0 {
		s.holes.push(s.last[id] - 1)
		s.last[id] = 0
	}
}

// flush empties the stack.
func (s *stack) flush() {
	if s.taken.total == 0 {
		return
	}
	clear(s.last)
	s.holes = s.holes[:0]
	s.taken.reset()
	s.now = 0
}

// renumber moves the positions taken together. At most one in slack of them is
// taken, so that this is rare.
func (s *stack) renumber() {
	n := s.taken.from(0)
	rank := func(p uint32) uint32 { return uint32(n - s.taken.from(p)) }
	for id, p := range s.last {
		if p != 0 {
			s.last[id] = rank(p-1) + 1
		}
	}
	for i, p := range s.holes {
		s.holes[i] = rank(p) // order is kept, so it stays a heap
	}
	s.fill(uint32(n))
}

// fill takes the first n positions, and no other.
func (s *stack) fill(n uint32) {
	s.taken.reset()
	for s.now = 0; s.now < n; s.now++ {
		s.taken.push(s.now)
	}
}

// catchUp makes an empty stack what it is after lookups of these commands.
func (s *stack) catchUp(ids []uint32) {
	n := uint32(0)
	for i := len(ids) - 1; i >= 0; i-- {
		if s.last[ids[i]] == 0 {
			n++
			s.last[ids[i]] = n // from the top
		}
	}
	for id, p := range s.last {
		if p != 0 {
			s.last[id] = n + 1 - p
		}
	}
	s.fill(n)
}
