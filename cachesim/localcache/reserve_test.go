package localcache

import "testing"

// TestReservationOvertaken is the race that reservations are for: what a key
// was read as must not be cached once its invalidation has come.
func TestReservationOvertaken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		overtake func(*Cache)
		stored   bool
	}{
		"by nothing":                {func(*Cache) {}, true},
		"by its key":                {func(c *Cache) { c.InvalidateKey("b") }, false},
		"by another key":            {func(c *Cache) { c.InvalidateKey("c") }, true},
		"by a delete":               {func(c *Cache) { c.Delete("MGET a b") }, false},
		"by another delete":         {func(c *Cache) { c.Delete("GET a") }, true},
		"by a flush":                {func(c *Cache) { c.Flush() }, false},
		"by the loss of its owner":  {func(c *Cache) { c.FlushOwner(7) }, false},
		"by the loss of another":    {func(c *Cache) { c.FlushOwner(8) }, true},
		"by a set":                  {func(c *Cache) { c.Set("MGET a b", "set", []string{"a", "b"}) }, true},
		"by another reservation":    {func(c *Cache) { c.Reserve("MGET a b", []string{"a", "b"}, 8).Commit("other") }, true},
		"by its own cancellation":   {nil, false},
		"by an eviction of another": {func(c *Cache) { c.Set("1", 1, nil); c.Set("2", 2, nil) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCache(t, Options{MaxEntries: 1})
			r := c.Reserve("MGET a b", []string{"a", "b"}, 7)
			if tt.overtake == nil {
				r.Cancel()
			} else {
				tt.overtake(c)
			}
			if got := r.Commit("own"); got != tt.stored {
				t.Errorf("Commit is %t, want %t", got, tt.stored)
			}
			if got, ok := c.Get("MGET a b"); ok != tt.stored || ok && got != "own" {
				t.Errorf("Get is %v %t, want it stored: %t", got, ok, tt.stored)
			}
			if want := map[bool]uint64{false: 1}[tt.stored]; c.Stats().Discarded != want {
				t.Errorf("%d discarded, want %d", c.Stats().Discarded, want)
			}
			if r.Commit("again") {
				t.Error("a settled reservation was committed")
			}
			sound(t, c)
		})
	}
}

// TestFlushOwner wants the last owner's loss to cost an entry, no other's.
func TestFlushOwner(t *testing.T) {
	t.Parallel()
	c := newCache(t, Options{})
	c.Set("nobody's", 0, nil)
	c.Reserve("first's", nil, 1).Commit(1)
	c.Reserve("both's", nil, 1).Commit(1)
	c.Reserve("both's", nil, 2).Commit(2)
	c.FlushOwner(1)
	holds(t, c, "nobody's", "both's")
	c.FlushOwner(2)
	holds(t, c, "nobody's")
}

func TestLookupsAllocateNothing(t *testing.T) {
	c := newCache(t, Options{})
	command := []byte("GET a key of more bytes than a small buffer on the stack has room for")
	c.Set(string(command), 1, nil)
	if n := testing.AllocsPerRun(100, func() {
		if _, ok := c.GetBytes(command); !ok {
			t.Fatal("a miss")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
