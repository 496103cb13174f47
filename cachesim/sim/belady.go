package sim

import "slices"

// belady is MIN, which knows the future: Belady, "A study of replacement
// algorithms for a virtual-storage computer" (1966). It evicts what is looked
// up again last, and stores every miss. No policy that stores every miss has
// more hits, unless there is a TTL, under which an early eviction can pay.
//
// An entry stands at the event of its next lookup, the same in all lanes. One
// that is not looked up again, or dropped before, is dead and leaves first.
type belady struct {
	*members
	next []uint32 // by event: the next lookup of its command
	last []uint32 // by command: the event of its last lookup, counted from 1
	wait []tower  // by lane: the next lookups of the entries
	dead []spots  // by lane
}

func newBelady(c *members, _ Config) steps {
	n := len(c.lanes)
	b := &belady{
		members: c, next: c.ev.next(), last: make([]uint32, c.ev.Commands()),
		wait: make([]tower, n), dead: make([]spots, n),
	}
	for i := range b.wait {
		b.wait[i] = newTower(c.ev.Len())
	}
	return b
}

func (b *belady) access(id uint32, held set, t int) {
	b.last[id] = uint32(t) + 1
	for s := held; s != 0; s &= s - 1 {
		b.wait[s.first()].clear(uint32(t))
	}
	b.add(id, held, t)
}

// live says whether a spot is the last lookup of its command.
func (b *belady) live(s spot) bool { return b.last[s.id] == s.place }

func (b *belady) living(some []spot) []spot {
	return slices.DeleteFunc(some, func(s spot) bool { return !b.live(s) })
}

func (b *belady) add(id uint32, lanes set, t int) {
	next := b.next[t]
	for s := lanes; s != 0; s &= s - 1 {
		if i := s.first(); next == none {
			b.dead[i].push(spot{uint32(t) + 1, id}, b.living)
		} else {
			b.wait[i].set(next)
		}
	}
}

func (b *belady) evict(lane int, _ uint32) {
	for q := &b.dead[lane]; !q.empty(); {
		if s := q.pop(); b.live(s) && b.in[s.id].has(lane) {
			b.out(lane, s.id)
			return
		}
	}
	t, _ := b.wait[lane].last()
	b.wait[lane].clear(t)
	b.out(lane, b.ev.ids[t])
}

func (b *belady) leave(lane int, id uint32) {
	if next := b.next[b.last[id]-1]; next != none {
		b.wait[lane].clear(next)
	}
}
