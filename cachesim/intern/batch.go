package intern

import "github.com/vkcheck/vkcheck/internal/memory"

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

// ahead is how many slots are fetched before they are looked at: a slot that is
// in no cache takes as long as some twenty that are.
const ahead = 24

// IDs appends the numbers of the strings that the tags stand for. It is ID for
// many at once, and faster, because the slots are fetched ahead.
func (t *Table) IDs(ids []uint32, tags []Tag) []uint32 {
	for i, tag := range tags {
		if i+ahead < len(tags) {
			t.Fetch(tags[i+ahead])
		}
		id, _ := t.id(tag)
		ids = append(ids, id)
	}
	return ids
}
