package localcache

import (
	"iter"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestTable holds a table to a map, with hashes so few that they collide and
// runs of slots wrap around.
func TestTable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		table := newTable()
		want := map[string]*entry{}
		few := rapid.SampledFrom([]uint64{1, 3, 17, 1 << 40}).Draw(rt, "hashes")
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 60), 0, 300).Draw(rt, "numbers") {
			command := strconv.Itoa(n)
			hash := (uint64(n) * 11) % few
			e := want[command]
			if got := table.find(hash, command); got != e {
				rt.Fatalf("%s is %v, want %v", command, got, e)
			}
			if e == nil {
				want[command] = &entry{command: command, hash: hash}
				table.insert(want[command])
			} else {
				table.remove(e)
				delete(want, command)
			}
			for _, e := range want {
				if table.find(e.hash, e.command) != e {
					rt.Fatalf("%s is lost", e.command)
				}
			}
			seen := 0
			for range table.all() {
				seen++
			}
			if seen != len(want) || table.count != len(want) {
				rt.Fatalf("%d entries, counted %d, want %d", seen, table.count, len(want))
			}
		}
	})
}

func (t *table) all() iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		for _, s := range t.slots {
			if s.entry != nil && !yield(s.entry) {
				return
			}
		}
	}
}
