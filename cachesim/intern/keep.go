package intern

import "github.com/vkcheck/vkcheck/internal/memory"

// Gone is the number of what a table does not have any more.
const Gone = ^uint32(0)

// NewSeeded makes an empty table whose hashes are the same everywhere: for
// samples, which are chosen by them.
func NewSeeded(seed uint64) *Table { return newSeeded(seed, 0) }

// Hash is a part of the tag: 64 bits, any of which are as good as others.
func (t Tag) Hash() uint64 { return t.high }

// Hash is that of the tag of s.
func (t *Table) Hash(s []byte) uint64 { return t.hasher.high(s) }

// IDOf is ID for the tag of a string.
func (t *Table) IDOf(tag Tag) (id uint32, fresh bool) { return t.id(tag) }

// FindTag gives the number of the string that a tag stands for, if it has one.
func (t *Table) FindTag(tag Tag) (id uint32, ok bool) {
	found := t.slots[t.find(tag.high, tag.low)].id
	return found - 1, found != 0
}

// Keep forgets the strings that keep, called with number and hash, does not
// want, and numbers the others anew, in their order. It gives the new number by
// the old one, or Gone.
func (t *Table) Keep(keep func(id uint32, hash uint64) bool) (renumbered []uint32) {
	renumbered = make([]uint32, t.n)
	for _, s := range t.slots {
		if s.id != 0 && !keep(s.id-1, s.high) {
			renumbered[s.id-1] = Gone
		}
	}
	t.n = 0
	for id, n := range renumbered {
		if n != Gone {
			renumbered[id] = t.n
			t.n++
		}
	}
	old := t.slots
	size := minSlots
	for 4*uint64(t.n) > 3*uint64(size-1) {
		size *= 2
	}
	t.slots, t.mask = memory.Make[slot](size), uint64(size-1)
	for _, s := range old {
		if s.id != 0 && renumbered[s.id-1] != Gone {
			s.id = renumbered[s.id-1] + 1
			t.slots[t.find(s.high, s.low)] = s
		}
	}
	return renumbered
}
