package sim

// lists are some queues of commands that any of them can leave, in one lane:
// doubly linked lists in two flat arrays, each closed in a ring by a sentinel
// after the last id. A command is in one of them at most.
type lists struct {
	after, before []uint32
	commands      uint32
	length        []int // by list
	of            []uint8
}

func newLists(commands, n int) lists {
	l := lists{
		after: make([]uint32, commands+n), before: make([]uint32, commands+n),
		commands: uint32(commands), length: make([]int, n), of: make([]uint8, commands),
	}
	for i := range uint32(n) {
		l.after[l.commands+i], l.before[l.commands+i] = l.commands+i, l.commands+i
	}
	return l
}

// list says which list has a command that is in one.
func (l *lists) list(id uint32) int { return int(l.of[id]) }

// oldest is the command that was put into a list longest ago; there must be
// one.
func (l *lists) oldest(list int) uint32 { return l.after[l.commands+uint32(list)] }

// put puts a command into a list as the newest.
func (l *lists) put(list int, id uint32) {
	end := l.commands + uint32(list)
	newest := l.before[end]
	l.after[newest], l.before[id] = id, newest
	l.after[id], l.before[end] = end, id
	l.length[list]++
	l.of[id] = uint8(list)
}

// take takes a command out of its list.
func (l *lists) take(id uint32) {
	before, after := l.before[id], l.after[id]
	l.after[before], l.before[after] = after, before
	l.length[l.of[id]]--
}

// move puts a command of one list into another, or the same, as the newest.
func (l *lists) move(list int, id uint32) {
	l.take(id)
	l.put(list, id)
}
