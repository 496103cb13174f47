package intern

import (
	"slices"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// Tag is the hash that stands for a string in one table.
type Tag struct {
	high uint64
	low  uint32
}

// Tag hashes s. It may be called by several goroutines, also while the table is
// used.
func (t *Table) Tag(s []byte) Tag {
	high, low := t.hasher.sum(s)
	return Tag{high, low}
}

// Fetch has fetched what IDOf will look at.
func (t *Table) Fetch(tag Tag) { memory.Fetch(t.slots, tag.high&t.mask) }

// FetchAll does so for many.
func (t *Table) FetchAll(tags []Tag) { memory.FetchHashed(t.slots, t.mask, tags) }

// group is how many slots are fetched before they are looked at: a slot that is
// in no cache takes as long as some twenty that are.
const group = 64

// IDs appends the numbers of the strings that the tags stand for. It is ID for
// many at once, and faster, because the slots are fetched ahead.
func (t *Table) IDs(ids []uint32, tags []Tag) []uint32 {
	ids = slices.Grow(ids, len(tags))
	near, far := cut(tags)
	t.FetchAll(near)
	for len(near) > 0 {
		next, rest := cut(far)
		t.FetchAll(next)
		for _, tag := range near {
			if s := &t.slots[tag.high&t.mask]; s.high == tag.high && s.low == tag.low && s.id != 0 {
				ids = append(ids, s.id-1)
				continue
			}
			id, _ := t.id(tag)
			ids = append(ids, id)
		}
		near, far = next, rest
	}
	return ids
}

// cut takes a group off.
func cut(tags []Tag) (near, far []Tag) {
	n := min(group, len(tags))
	return tags[:n], tags[n:]
}
