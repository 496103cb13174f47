package sim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// sights are how many commands were looked up at all, how many of them only
// once, and how many had been stored before.
type sights struct{ any, once, stored uint64 }

// sighting is what is known of 64 commands, without branches: which of them come
// again nobody can foresee.
type sighting struct{ once, again, stored uint64 }

func (e *Events) see() sights {
	e.looked.Do(func() {
		all := memory.Make[sighting](e.commands/64 + 1)
		for t, id := range e.ids {
			s, bit := &all[id>>6], uint64(1)<<(id&63)
			switch e.op(t) {
			case OpLookup:
				s.again |= s.once & bit
				s.once |= bit
			case OpStore:
				s.stored |= bit &^ s.once
			}
		}
		count := func(word uint64) uint64 { return uint64(bits.OnesCount64(word)) }
		for _, s := range all {
			e.sights.any += count(s.once)
			e.sights.once += count(s.once &^ s.again)
			e.sights.stored += count(s.once & s.stored)
		}
	})
	return e.sights
}

// OneHitWonders is the number of commands that are looked up only once.
func (e *Events) OneHitWonders() uint64 { return e.see().once }

// Cold is the number of lookups of commands that nothing was known of: neither
// looked up nor stored before.
func (e *Events) Cold() uint64 { return e.see().any - e.see().stored }
