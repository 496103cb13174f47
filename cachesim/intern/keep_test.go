package intern

import (
	"fmt"
	"testing"
)

// TestKeep wants a table after Keep to be what it is when only the kept strings
// were ever numbered, and to go on from there.
func TestKeep(t *testing.T) {
	t.Parallel()
	table, want := NewSeeded(7), NewSeeded(7)
	var kept []string
	for i := range 5000 {
		s := fmt.Sprint("key:", i)
		table.ID([]byte(s))
		if want.Tag([]byte(s)).Hash()%3 == 0 {
			want.ID([]byte(s))
			kept = append(kept, s)
		}
	}
	renumbered := table.Keep(func(_ uint32, hash uint64) bool { return hash%3 == 0 })
	if table.Len() != want.Len() || len(renumbered) != 5000 {
		t.Fatalf("%d strings, want %d; %d numbers", table.Len(), want.Len(), len(renumbered))
	}
	if len(table.slots) != len(want.slots) {
		t.Errorf("%d slots, want %d", len(table.slots), len(want.slots))
	}
	gone := 0
	for i, n := range renumbered {
		id, ok := table.FindTag(table.Tag(fmt.Append(nil, "key:", i)))
		if ok != (n != Gone) || ok && (id != n || kept[id] != fmt.Sprint("key:", i)) {
			t.Fatalf("key:%d has number %d (%v), want %d", i, id, ok, n)
		}
		if !ok {
			gone++
		}
	}
	if gone != 5000-len(kept) {
		t.Errorf("%d gone, want %d", gone, 5000-len(kept))
	}
	if id, fresh := table.ID([]byte("new")); !fresh || int(id) != len(kept) {
		t.Errorf("the next one is %d (%v), want %d", id, fresh, len(kept))
	}
}
