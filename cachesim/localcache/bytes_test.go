package localcache

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// length sizes a reply that is a string.
func length(reply any) int { return len(reply.(string)) }

// TestBytes wants the bound kept whatever is stored, by every policy.
func TestBytes(t *testing.T) {
	t.Parallel()
	const room = 20_000
	every(t, Options{MaxBytes: room, Size: length}, func(t *testing.T, c *Cache) {
		for i := range 3000 {
			k := strconv.Itoa(i * i % 1009 % 61 * (i % 3) / 2)
			if _, ok := c.Get(k); !ok || i%11 == 0 {
				c.Set(k, strings.Repeat("x", i*i%3000), []string{k, "all"})
			}
			if i%97 == 0 {
				c.InvalidateKey(strconv.Itoa(i % 61))
			}
			if got := c.Stats().Bytes; got > room {
				t.Fatalf("%d bytes", got)
			}
			sound(t, c)
		}
		if s := c.Stats(); s.Evictions == 0 || s.Bytes < room/2 || s.Hits == 0 {
			t.Errorf("%+v", s)
		}
		c.Flush()
		if s := c.Stats(); s.Bytes != 0 || s.Entries != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// TestTooLarge wants what cannot fit to be kept out and to cost nobody a place.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	every(t, Options{MaxBytes: 2000, Size: length}, func(t *testing.T, c *Cache) {
		c.Set("a", "a", nil)
		c.Set("large", strings.Repeat("x", 2000), nil)
		if c.Reserve("large", []string{"k"}, 1).Commit(strings.Repeat("x", 2000)) {
			t.Error("Commit says that it was stored")
		}
		holds(t, c, "a")
		c.Set("a", strings.Repeat("x", 2000), nil) // what was true before is not true now
		holds(t, c)
		if s := c.Stats(); s.TooLarge != 3 || s.Evictions != 0 || s.Bytes != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// TestGrown lets a reply outgrow its place: others go, it stays.
func TestGrown(t *testing.T) {
	t.Parallel()
	every(t, Options{MaxBytes: 3000, Size: length}, func(t *testing.T, c *Cache) {
		for _, k := range []string{"a", "b", "c"} {
			c.Set(k, strings.Repeat("x", 500), nil)
		}
		c.Set("a", strings.Repeat("x", 2000), nil)
		if _, ok := c.Get("a"); !ok || c.Stats().Evictions == 0 {
			t.Errorf("%+v", c.Stats())
		}
		c.Set("a", "", nil)
		if got := c.Stats().Bytes; got > 2*901+401 {
			t.Errorf("%d bytes after it has shrunk", got)
		}
		sound(t, c)
	})
}

// TestEntryOverhead holds what is reckoned for an entry to what the heap says.
func TestEntryOverhead(t *testing.T) {
	const n = 50_000
	keys := make([]string, n)
	for i := range keys {
		keys[i] = strconv.Itoa(i)
	}
	for policy := range Policy(len(policyNames)) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		c := newCache(t, Options{MaxBytes: 1 << 40, Size: length, Policy: policy})
		for i, k := range keys {
			c.Set(k, "", keys[i:i+1])
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		got := int(after.HeapAlloc-before.HeapAlloc) / c.Len()
		if got < EntryOverhead/2 || got > EntryOverhead*5/4 {
			t.Errorf("%v: %d bytes an entry, reckoned %d", policy, got, EntryOverhead)
		}
		runtime.KeepAlive(c)
	}
}
