package localcache

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

func newCache(t testing.TB, opt Options) *Cache {
	t.Helper()
	c, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// holds wants exactly the given commands.
func holds(t *testing.T, c *Cache, want ...string) {
	t.Helper()
	if c.Len() != len(want) {
		t.Errorf("%d entries, want %v", c.Len(), want)
	}
	for _, w := range want {
		if c.entries.find(c.entries.hash(w), w) == nil {
			t.Errorf("%s is gone", w)
		}
	}
	sound(t, c)
}

// sound wants every structure to hold the entries and nothing else (valkey-py
// leaks here: D1, D3, D19, D20).
func sound(t *testing.T, c *Cache) {
	t.Helper()
	aged := 0
	for range c.ages.all() {
		aged++
	}
	if c.opt.TTL > 0 && aged != c.entries.count {
		t.Errorf("%d entries, %d in the list of ages", c.entries.count, aged)
	}
	stands := func(e *entry) bool {
		return e.state == pending || e.state == ghost || e.state == stored && c.entries.find(e.hash, e.command) == e
	}
	var weight int64
	for e := range c.entries.all() {
		weight += e.weight
	}
	if weight != c.weight {
		t.Errorf("%d in all, counted %d", weight, c.weight)
	}
	for k, l := range c.byKey {
		if l.last == nil {
			t.Errorf("key %s has no commands", k)
		}
		for e := range l.all() {
			if !stands(e) || !slices.ContainsFunc(e.keys, func(m mention) bool { return m.key == k }) {
				t.Errorf("key %s names %s, which is gone", k, e.command)
			}
		}
	}
	for owner, l := range c.owners {
		if l.last == nil {
			t.Errorf("owner %d owns nothing", owner)
		}
		for e := range l.all() {
			if !stands(e) || e.owner != owner || !e.owned {
				t.Errorf("owner %d owns %s, which is gone", owner, e.command)
			}
		}
	}
}

func TestEviction(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		policy Policy
		want   []string
	}{
		{LRU, []string{"b", "a", "d"}}, // c was looked up longest ago
		{LFU, []string{"b", "a", "d"}}, // c has no hit
	} {
		t.Run(tt.policy.String(), func(t *testing.T) {
			t.Parallel()
			c := newCache(t, Options{MaxEntries: 3, Policy: tt.policy})
			for _, k := range []string{"a", "b", "c"} {
				c.Set(k, k, nil)
			}
			c.Get("b")
			c.Get("a")
			c.Set("d", "d", nil)
			holds(t, c, tt.want...)
		})
	}
}

func TestLFUTiesByAccess(t *testing.T) {
	t.Parallel()
	c := newCache(t, Options{MaxEntries: 2, Policy: LFU})
	c.Set("a", 1, nil)
	c.Set("b", 1, nil)
	c.Get("b")
	c.Get("a")
	c.Set("c", 1, nil) // both have one hit, b's is older
	holds(t, c, "a", "c")
}

// TestOverwrite wants an overwritten entry to evict nobody (D4), to keep the
// count of its hits (D10), and to be found by its new keys only.
func TestOverwrite(t *testing.T) {
	t.Parallel()
	c := newCache(t, Options{MaxEntries: 2, Policy: LFU})
	c.Set("a", 1, []string{"k1"})
	c.Set("b", 1, nil)
	c.Get("a")
	c.Set("a", 2, []string{"k2"})
	holds(t, c, "a", "b")
	c.Set("c", 1, nil)
	holds(t, c, "a", "c")
	if got, _ := c.Get("a"); got != 2 {
		t.Errorf("a is %v, want 2", got)
	}
	c.InvalidateKey("k1")
	holds(t, c, "a", "c")
	c.InvalidateKey("k2")
	holds(t, c, "c")
}

func TestTTL(t *testing.T) {
	t.Parallel()
	now := time.Unix(100, 0)
	c := newCache(t, Options{MaxEntries: 2, TTL: 10 * time.Second, Clock: func() time.Time { return now }})
	c.Set("a", 1, []string{"k"})
	now = now.Add(10 * time.Second)
	if _, ok := c.Get("a"); !ok {
		t.Error("a expires at its TTL, want after it")
	}
	c.Set("b", 1, nil)
	now = now.Add(1)
	c.Set("c", 1, nil) // a has expired: it goes first, although it was just looked up (D2)
	holds(t, c, "b", "c")
	now = now.Add(time.Minute)
	if _, ok := c.Get("b"); ok {
		t.Error("b does not expire")
	}
	holds(t, c, "c")
	want := Stats{Hits: 1, Misses: 1, Expirations: 2, Entries: 1}
	if got := c.Stats(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestInvalidation(t *testing.T) {
	t.Parallel()
	c := newCache(t, Options{})
	c.Set("mget a a b", nil, []string{"a", "a", "b"}) // named twice (D6), nil (D8)
	c.Set("get a", 1, []string{"a"})
	c.Set("get b", 1, []string{"b"})
	if reply, ok := c.Get("mget a a b"); !ok || reply != nil {
		t.Error("a nil reply is not served")
	}
	c.InvalidateKey("nosuch")
	c.InvalidateKey("a")
	holds(t, c, "get b")
	c.Delete("get b", "nosuch")
	holds(t, c)
	c.Set("get a", 1, []string{"a"})
	c.Flush()
	holds(t, c)
	if got := c.Stats().Invalidations; got != 4 {
		t.Errorf("%d invalidations, want 4", got)
	}
}

// TestRandom wants every entry to be evicted at times, and the same ones with
// the same seed.
func TestRandom(t *testing.T) {
	t.Parallel()
	survivors := func(seed uint64) map[string]bool {
		c := newCache(t, Options{MaxEntries: 10, Policy: RANDOM, Seed: seed})
		for i := range 20 {
			c.Set(strconv.Itoa(i), i, nil)
		}
		c.Delete("19")
		sound(t, c)
		left := map[string]bool{}
		for e := range c.entries.all() {
			left[e.command] = true
		}
		return left
	}
	seen := map[string]bool{}
	for seed := range uint64(50) {
		first, again := survivors(seed), survivors(seed)
		for k := range first {
			seen[k] = true
			if !again[k] {
				t.Fatalf("seed %d does not repeat", seed)
			}
		}
	}
	if len(seen) != 19 {
		t.Errorf("only %d entries ever survive", len(seen))
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, opt := range []Options{{MaxEntries: -1}, {TTL: -1}, {Policy: 9}, {MaxBytes: -1}, {MaxBytes: 1}} {
		if _, err := New(opt); !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
	c := newCache(t, Options{})
	for i := range DefaultMaxEntries + 5 {
		c.Set(strconv.Itoa(i), i, []string{strconv.Itoa(i)})
	}
	if c.Len() != DefaultMaxEntries || len(c.byKey) != DefaultMaxEntries {
		t.Errorf("%d entries, %d keys", c.Len(), len(c.byKey))
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	for policy := range Policy(len(policyNames)) {
		c := newCache(t, Options{MaxEntries: 20, Policy: policy, TTL: time.Microsecond})
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				for i := range 2000 {
					k := strconv.Itoa((i*7 + g) % 50)
					if _, ok := c.Get(k); !ok {
						c.Set(k, i, []string{k, "all"})
					}
					switch i % 100 {
					case 0:
						c.InvalidateKey("all")
					case 30:
						c.Delete(k)
					case 50:
						c.Flush()
					case 70:
						c.Stats()
					case 80:
						c.FlushOwner(uint64(g))
					case 10, 20, 40, 60:
						c.Reserve(k, []string{k}, uint64(g)).Commit(i)
					}
				}
			})
		}
		wg.Wait()
		sound(t, c)
	}
}
