// Package intern gives byte strings dense numbers: the first distinct string
// is 0, the next 1, and so on. Strings are hashed once and not kept: a 96-bit
// seeded tag stands for each, so that two of 10^8 strings share one with a
// probability below 10^-12.
//
// What belongs here: the one hash table that a long trace needs. What does not:
// what the strings mean.
package intern

import (
	"math/rand/v2"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// slot holds one string's tag and its number plus one; 0 is an empty slot.
type slot struct {
	high uint64
	low  uint32
	id   uint32
}

// Table numbers byte strings. It is not safe for concurrent use.
type Table struct {
	hasher hasher
	slots  []slot
	mask   uint64
	n      uint32
}

// minSlots is the size of a new table, a power of two.
const minSlots = 1 << 10

// New makes an empty table with a random seed: nobody can prepare strings that
// collide. The numbers do not depend on the seed.
func New() *Table {
	return newSeeded(rand.Uint64(), rand.Uint64())
}

func newSeeded(a, b uint64) *Table {
	return &Table{hasher: newHasher(a, b), slots: make([]slot, minSlots), mask: minSlots - 1}
}

// Clone gives a table that numbers the same strings alike, and goes its own way
// from then on.
func (t *Table) Clone() *Table {
	other := *t
	other.slots = memory.Make[slot](len(t.slots))
	copy(other.slots, t.slots)
	return &other
}

// Len is how many distinct strings have been numbered.
func (t *Table) Len() int { return int(t.n) }

// ID gives the number of s, below 2^32-1, and whether s is new.
func (t *Table) ID(s []byte) (id uint32, fresh bool) { return t.id(t.Tag(s)) }

func (t *Table) id(tag Tag) (id uint32, fresh bool) {
	high, low := tag.high, tag.low
	at := t.find(high, low)
	if found := t.slots[at].id; found != 0 {
		return found - 1, false
	}
	id = t.n
	t.n++
	t.slots[at] = slot{high, low, id + 1}
	if 4*uint64(t.n) > 3*t.mask {
		t.grow()
	}
	return id, true
}

// find gives the slot of a tag, or the empty one where it belongs.
func (t *Table) find(high uint64, low uint32) uint64 {
	for at := high & t.mask; ; at = (at + 1) & t.mask {
		s := &t.slots[at]
		if s.id == 0 || s.high == high && s.low == low {
			return at
		}
	}
}

// grow doubles the table, which keeps it at most three quarters full: an emptier
// one finds no faster what lies in as many more pages.
func (t *Table) grow() {
	old := t.slots
	t.slots = memory.Make[slot](2 * len(old))
	t.mask = uint64(len(t.slots) - 1)
	for _, s := range old {
		if s.id != 0 {
			t.slots[t.find(s.high, s.low)] = s
		}
	}
}
