package localcache

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// The tests of this file have the names of the defects of valkey-py's
// valkey/_cache.py, which research found by running it. Each does what went
// wrong there and wants it right.

// every runs a test with each policy.
func every(t *testing.T, opt Options, test func(*testing.T, *Cache)) {
	t.Helper()
	for policy := range Policy(len(policyNames)) {
		t.Run(policy.String(), func(t *testing.T) {
			opt := opt
			opt.Policy = policy
			test(t, newCache(t, opt))
		})
	}
}

// TestDefectD1D20 sets far more than fits: valkey-py's list of ages and map of
// keys grow for ever.
func TestDefectD1D20(t *testing.T) { // not parallel: it measures the heap
	every(t, Options{MaxEntries: 100, TTL: time.Hour}, func(t *testing.T, c *Cache) {
		var before, after runtime.MemStats
		fill := func() {
			for i := range 20_000 {
				k := strconv.Itoa(i)
				c.Set("GET "+k, i, []string{k})
			}
			runtime.GC()
		}
		fill()
		runtime.ReadMemStats(&before)
		fill()
		runtime.ReadMemStats(&after)
		if c.Len() != 100 || len(c.byKey) > 200 {
			t.Errorf("%d entries, %d keys", c.Len(), len(c.byKey))
		}
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
			t.Errorf("the heap grew by %d bytes", grown)
		}
		sound(t, c)
	})
}

// TestDefectD2D17 evicts by the policy and then again, with a TTL: valkey-py
// raises KeyError.
func TestDefectD2D17(t *testing.T) {
	t.Parallel()
	var now time.Time
	every(t, Options{MaxEntries: 2, TTL: time.Minute, Clock: func() time.Time { return now }}, func(t *testing.T, c *Cache) {
		for i := range 50 {
			c.Set(strconv.Itoa(i), i, nil)
			c.Get(strconv.Itoa(i - 1))
			now = now.Add(20 * time.Second)
		}
		if c.Len() != 2 {
			t.Errorf("%d entries", c.Len())
		}
		sound(t, c)
	})
}

// TestDefectD3 stores a command twice and deletes it: valkey-py keeps a ghost
// in its list of ages, and raises KeyError at a later eviction.
func TestDefectD3(t *testing.T) {
	t.Parallel()
	var now time.Time
	every(t, Options{MaxEntries: 2, TTL: time.Minute, Clock: func() time.Time { return now }}, func(t *testing.T, c *Cache) {
		c.Set("a", 1, nil)
		c.Set("a", 2, nil)
		c.Delete("a")
		holds(t, c)
		now = now.Add(time.Hour)
		for i := range 4 {
			c.Set(strconv.Itoa(i), i, nil)
		}
		if c.Len() != 2 {
			t.Errorf("%d entries", c.Len())
		}
		sound(t, c)
	})
}

// TestDefectD4 overwrites in a full cache: valkey-py evicts another entry and
// shrinks.
func TestDefectD4(t *testing.T) {
	t.Parallel()
	every(t, Options{MaxEntries: 2}, func(t *testing.T, c *Cache) {
		c.Set("a", 1, nil)
		c.Set("b", 1, nil)
		c.Set("b", 2, nil)
		c.Set("a", 2, nil)
		holds(t, c, "a", "b")
		if got := c.Stats().Evictions; got != 0 {
			t.Errorf("%d evictions", got)
		}
	})
}

// TestDefectD5 asks for no room: valkey-py raises IndexError at the first set.
// Here 0 is the default, less is refused, and 1 works.
func TestDefectD5(t *testing.T) {
	t.Parallel()
	every(t, Options{}, func(t *testing.T, c *Cache) {
		c.Set("a", 1, nil)
		holds(t, c, "a")
	})
	every(t, Options{MaxEntries: 1}, func(t *testing.T, c *Cache) {
		for range 3 {
			c.Set("a", 1, nil)
			c.Set("b", 1, nil)
			holds(t, c, "b")
		}
	})
}

// TestDefectD6 names a key twice: valkey-py raises KeyError when it is
// invalidated.
func TestDefectD6(t *testing.T) {
	t.Parallel()
	every(t, Options{}, func(t *testing.T, c *Cache) {
		for _, keys := range [][]string{{"a", "a"}, {"a", "b", "a"}, {"a", "b", "b", "a"}} {
			c.Set("MGET", 1, keys)
			c.InvalidateKey("a")
			holds(t, c)
			c.InvalidateKey("b")
		}
		if got := c.Stats().Invalidations; got != 3 {
			t.Errorf("%d invalidations, want 3", got)
		}
	})
}

// TestDefectD8D15 stores nil: valkey-py never serves it, and stores it anew at
// every lookup.
func TestDefectD8D15(t *testing.T) {
	t.Parallel()
	every(t, Options{}, func(t *testing.T, c *Cache) {
		c.Set("GET nosuch", nil, []string{"nosuch"})
		for range 3 {
			if reply, ok := c.Get("GET nosuch"); reply != nil || !ok {
				t.Fatalf("%v %t, want nil true", reply, ok)
			}
		}
		c.InvalidateKey("nosuch")
		if _, ok := c.Get("GET nosuch"); ok {
			t.Error("the key was written, and nil is still served")
		}
	})
}

// TestDefectD10 refreshes what is hit most: valkey-py's LFU sets its count to 0
// and evicts it first.
func TestDefectD10(t *testing.T) {
	t.Parallel()
	c := newCache(t, Options{MaxEntries: 2, Policy: LFU})
	c.Set("hot", 1, nil)
	for range 10 {
		c.Get("hot")
	}
	c.Set("hot", 2, nil)
	c.Set("cold", 1, nil)
	c.Get("cold")
	c.Set("new", 1, nil)
	holds(t, c, "hot", "new")
}

// TestDefectD14 names a key by bytes that are no text: valkey-py's push does
// not find it, and the entry stays for ever. Keys are bytes here, in any
// spelling of Go.
func TestDefectD14(t *testing.T) {
	t.Parallel()
	every(t, Options{}, func(t *testing.T, c *Cache) {
		key := []byte("\xff\x00\xfe k")
		c.Set("GET", 1, []string{string(key)})
		c.InvalidateKey("\xff\x00\xfe k")
		holds(t, c)
	})
}

// TestDefectD16 stores a command with an argument that is a list, which
// valkey-py cannot hash: here a command is bytes, and lists of arguments that
// differ are different commands (conn puts each argument's length before it).
func TestDefectD16(t *testing.T) {
	t.Parallel()
	every(t, Options{}, func(t *testing.T, c *Cache) {
		for _, command := range [][]byte{nil, []byte("\x04MGET\x01a\x01b"), []byte("\x04MGET\x03a b"), []byte("\x04MGET\x04['a]")} {
			c.Set(string(command), len(command), nil)
			if got, ok := c.GetBytes(command); !ok || got != len(command) {
				t.Errorf("%q is %v %t", command, got, ok)
			}
		}
		if c.Len() != 4 {
			t.Errorf("%d entries, want 4", c.Len())
		}
	})
}

// TestDefectD19 evicts a command of many keys: in valkey-py it stays in the
// maps of its keys.
func TestDefectD19(t *testing.T) {
	t.Parallel()
	every(t, Options{MaxEntries: 1}, func(t *testing.T, c *Cache) {
		c.Set("MGET", 1, []string{"a", "b", "c"})
		c.Set("GET d", 1, []string{"d"})
		holds(t, c, "GET d")
		if len(c.byKey) != 1 {
			t.Errorf("%d keys are known, want 1", len(c.byKey))
		}
		for _, k := range []string{"a", "b", "c"} {
			c.InvalidateKey(k)
		}
		if got := c.Stats().Invalidations; got != 0 {
			t.Errorf("%d invalidations of what was evicted", got)
		}
	})
}

// TestDefectCost holds every operation to constant time: in valkey-py an
// evicting set takes 172 ms with LFU at 100,000 entries, an invalidation 12 ms
// and a hit of a long list 6 ms.
func TestDefectCost(t *testing.T) { // not parallel: it measures time
	lab.Plain(t)
	const n = 100_000
	every(t, Options{MaxEntries: n}, func(t *testing.T, c *Cache) {
		all := commands(n + 2000)
		for i := range n {
			c.Set(all[i], i, all[i:i+1])
			c.Get(all[i%100])
		}
		quickest := time.Hour // of twenty: the machine may have others to serve
		for from := n; from < n+2000; from += 100 {
			began := time.Now()
			for i := from; i < from+100; i++ {
				c.Set(all[i], make([]int, 10), all[i:i+1])
				c.Get(all[i])
				c.InvalidateKey(all[i])
			}
			quickest = min(quickest, time.Since(began))
		}
		if quickest > 20*time.Millisecond {
			t.Errorf("100 rounds took %v; one of them would take valkey-py more", quickest)
		}
	})
}

func ExampleParsePolicy() {
	for _, name := range []string{"SIEVE", "fifo"} {
		p, err := ParsePolicy(name)
		fmt.Println(p, err)
	}
	fmt.Println(slices.Contains(PolicyNames(), "wtinylfu"))
	// Output:
	// sieve <nil>
	// lru local cache options: unknown policy "fifo"
	// true
}
