package sim

import (
	"time"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// Peak is how many entries a cache without bound holds at most that have not
// expired. One of that size or larger never evicts to make room, and so it is the
// same under every policy that [Policy.EvictsWhenFull].
func (e *Events) Peak(ttl time.Duration) int {
	if !e.Drops() && (ttl <= 0 || !e.Timed()) {
		return int(e.see().any)
	}
	p := peak{ev: e, stored: memory.Make[uint32](e.commands)}
	for t, id := range e.ids {
		if t%group == 0 {
			near, _ := e.ahead(t+group, group)
			memory.FetchRows(p.stored, 1, near)
		}
		switch op := e.op(t); op {
		case OpLookup, OpStore:
			if ttl > 0 && e.Timed() {
				p.expire(e.times[t] - int64(ttl))
			}
			if p.enter(id) || op == OpStore {
				p.stored[id] = uint32(t) + 1
			}
		case OpDrop, OpExpire:
			p.leave(id)
		case OpFlush:
			p.flushed, p.inside = uint32(t)+1, 0
		}
	}
	return p.most
}

// peak counts the entries of a cache without bound.
type peak struct {
	ev           *Events
	stored       []uint32 // by command: the event that stored it, counted from 1, or one before the last flush
	flushed      uint32   // the last flush, counted from 1
	young        uint32   // what was stored before this event has expired
	inside, most int
}

// enter says whether a command was not inside.
func (p *peak) enter(id uint32) bool {
	if p.stored[id] > p.flushed {
		return false
	}
	p.inside++
	p.most = max(p.most, p.inside)
	return true
}

func (p *peak) leave(id uint32) {
	if p.stored[id] > p.flushed {
		p.stored[id] = 0
		p.inside--
	}
}

// expire takes out what was stored before a time.
func (p *peak) expire(before int64) {
	for ; p.ev.times[p.young] < before; p.young++ {
		if p.young%group == 0 {
			near, _ := p.ev.ahead(int(p.young)+group, group)
			memory.FetchRows(p.stored, 1, near)
		}
		if id := p.ev.ids[p.young]; p.stored[id] == p.young+1 {
			p.leave(id)
		}
	}
}
