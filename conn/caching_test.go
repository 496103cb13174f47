package conn

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// dialCached dials with a cache of its own, by the given caching.
func dialCached(t *testing.T, addr string, caching Caching) *Conn {
	t.Helper()
	return dialed(t, Options{Addr: addr, Caching: &caching})
}

// do is the text of a reply that is no error.
func do(t *testing.T, c interface {
	Do(ctx context.Context, args ...string) (resp.Value, error)
}, args ...string,
) string {
	t.Helper()
	v, err := c.Do(testContext(t), args...)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if v.IsNull() {
		return "(nil)"
	}
	return v.Text()
}

// eventually polls until check holds.
func eventually(t *testing.T, what string, check func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !check(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("did not come about: %s", what)
		}
	}
}

// statOf is how often the server has carried a command out.
func statOf(t *testing.T, c *Conn, command string) string {
	t.Helper()
	for _, line := range strings.Split(do(t, c, "INFO", "commandstats"), "\r\n") {
		if rest, ok := strings.CutPrefix(line, "cmdstat_"+command+":calls="); ok {
			calls, _, _ := strings.Cut(rest, ",")
			return calls
		}
	}
	return "0"
}

func TestCacheServesUntilInvalidated(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	other := dialed(t, Options{Addr: v.Addr})
	for _, caching := range []Caching{
		{},
		{Mode: TrackOptIn},
		{Mode: TrackBroadcast},
		{Mode: TrackBroadcast, Prefixes: []string{"user:", "other:"}},
		{NoLoop: true},
	} {
		t.Run(fmt.Sprintf("mode %d, %d prefixes, noloop %v", caching.Mode, len(caching.Prefixes), caching.NoLoop), func(t *testing.T) {
			do(t, other, "CONFIG RESETSTAT")
			do(t, other, "SET", "user:1", "a")
			told := make(chan []string, 10)
			caching.OnInvalidate = func(keys []string) { told <- keys }
			c := dialCached(t, v.Addr, caching)
			for range 3 {
				if got := do(t, c, "GET", "user:1"); got != "a" {
					t.Fatalf("got %q", got)
				}
			}
			if n := statOf(t, other, "get"); n != "1" {
				t.Errorf("the server served %s GETs, want 1", n)
			}
			do(t, other, "SET", "user:1", "b")
			eventually(t, "the invalidation", func() bool { return c.Cache().Stats().Entries == 0 })
			if got := do(t, c, "GET", "user:1"); got != "b" {
				t.Errorf("after the invalidation: %q", got)
			}
			do(t, c, "SET", "user:1", "c") // its own write
			if got := do(t, c, "GET", "user:1"); got != "c" {
				t.Errorf("after its own write: %q", got)
			}
			do(t, other, "FLUSHALL")
			eventually(t, "the flush", func() bool { return do(t, c, "GET", "user:1") == "(nil)" })
			if diff := cmp.Diff([]string{"user:1"}, <-told); diff != "" {
				t.Errorf("the callback: -want +got\n%s", diff)
			}
		})
	}
}

// Row 74: nulls are served from the cache, other than in valkey-py (bug 15).
// TestCacheHearsOfExpiry has a key expire that nobody asks for: the server tells
// who has read it, as cachesim has it (docs/cache.md).
func TestCacheHearsOfExpiry(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	other := dialed(t, Options{Addr: v.Addr})
	told := make(chan []string, 1)
	c := dialCached(t, v.Addr, Caching{OnInvalidate: func(keys []string) { told <- keys }})
	key := ""
	for life := 500; ; life *= 2 { // on a loaded machine it may have ended before the key is read
		key = fmt.Sprint("short", life)
		do(t, other, "SET", key, "a", "PX", fmt.Sprint(life))
		if do(t, c, "GET", key) == "a" {
			break
		}
		c.Cache().Flush()
	}
	select {
	case keys := <-told:
		if diff := cmp.Diff([]string{key}, keys); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	case <-time.After(time.Minute):
		t.Fatal("nobody told that the key has expired")
	}
	if n := c.Cache().Stats().Entries; n != 0 {
		t.Errorf("%d entries are left", n)
	}
	if got := do(t, c, "GET", key); got != "(nil)" {
		t.Errorf("the key that has expired is %q", got)
	}
}

func TestRow74NullsAreCached(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c := dialCached(t, v.Addr, Caching{})
	for range 2 {
		if got := do(t, c, "GET", "none"); got != "(nil)" {
			t.Fatalf("got %q", got)
		}
	}
	if s := c.Cache().Stats(); s.Hits != 1 {
		t.Errorf("%+v: a null was not served from the cache", s)
	}
}

// What no server would tell of, is not cached: keys without a prefix, errors,
// commands on no list, and what a changed connection reads.
func TestCacheKeepsNothingUnsafe(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	other := dialed(t, Options{Addr: v.Addr})
	do(t, other, "LPUSH", "list", "x")
	do(t, other, "SET", "a:1", "1")
	do(t, other, "SET", "b:1", "1")
	c := dialCached(t, v.Addr, Caching{Mode: TrackBroadcast, Prefixes: []string{"a:"}, Deny: []string{"strlen"}})
	do(t, c, "GET", "b:1")
	do(t, c, "MGET", "a:1", "b:1")
	do(t, c, "TTL", "a:1")
	do(t, c, "STRLEN", "a:1")
	if _, err := c.Do(testContext(t), "GET", "list"); CodeOf(err) != CodeWrongType {
		t.Errorf("got %v", err)
	}
	if n := c.Cache().Stats().Entries; n != 0 {
		t.Errorf("%d replies kept, want none", n)
	}
	do(t, c, "GET", "a:1")
	if n := c.Cache().Stats().Entries; n != 1 {
		t.Errorf("%d replies kept, want 1", n)
	}

	transaction := dialCached(t, v.Addr, Caching{})
	do(t, transaction, "MULTI")
	if got := do(t, transaction, "GET", "a:1"); got != "QUEUED" {
		t.Errorf("got %q", got)
	}
	do(t, transaction, "EXEC")
	if got := do(t, transaction, "GET", "a:1"); got != "1" {
		t.Errorf("after the transaction: %q", got)
	}
	do(t, transaction, "SELECT", "3")
	if got := do(t, transaction, "GET", "a:1"); got != "(nil)" {
		t.Errorf("database 3 was answered from database 0: %q", got)
	}
}

// Row 75: flush_cache, delete_command_from_cache, invalidate_key_from_cache, of
// a connection and of a pool.
func TestRow75CacheByHand(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr, Caching: &Caching{}}, Max: 2})
	defer p.Close()
	c := get(t, p)
	fill := func() {
		for _, args := range [][]string{{"GET", "a"}, {"GET", "b"}, {"MGET", "a", "b"}} {
			if _, err := c.Do(testContext(t), args...); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, step := range []struct {
		name string
		do   func()
		left int
	}{
		{"delete two commands", func() { c.Cache().Delete([]string{"GET", "a"}, []string{"MGET", "a", "b"}) }, 1},
		{"invalidate a key", func() { c.Cache().InvalidateKey("b") }, 1},
		{"flush", func() { c.Cache().Flush() }, 0},
		{"delete, by the pool", func() { p.DeleteFromCache([]string{"GET", "a"}) }, 2},
		{"invalidate, by the pool", func() { p.InvalidateKey("a") }, 1},
		{"flush, by the pool", p.FlushCache, 0},
	} {
		fill()
		step.do()
		if n := c.Cache().Stats().Entries; n != step.left {
			t.Errorf("%s: %d entries left, want %d", step.name, n, step.left)
		}
	}
	p.Put(c)
}

// Row 72: flush on disconnect: a lost connection takes what it brought with it; the other's stays.
func TestRow72CacheOfALostConnection(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr, Caching: &Caching{}}, Max: 2, SharedCache: true})
	defer p.Close()
	a, b := get(t, p), get(t, p)
	if a.Cache() != b.Cache() {
		t.Fatal("two caches")
	}
	do(t, a, "GET", "a")
	do(t, b, "GET", "b")
	if got := do(t, b, "GET", "a"); got != "(nil)" || a.Cache().Stats().Hits != 1 {
		t.Errorf("what one has read is not served to the other: %q %+v", got, a.Cache().Stats())
	}
	killer := dialed(t, Options{Addr: v.Addr})
	do(t, killer, "CLIENT KILL", "ID", fmt.Sprint(a.Server().ID))
	eventually(t, "the flush of its entries", func() bool { return b.Cache().Stats().Entries == 1 })
	if _, err := a.Do(testContext(t), "GET", "a"); err != nil {
		t.Errorf("the next command does not dial again: %v", err)
	}
	p.Put(a)
	p.Put(b)
}

// The race that valkey-py loses: the key changes after the server has read it
// and before the client has kept the reply.
func TestReplyInvalidatedOnTheWay(t *testing.T) {
	t.Parallel()
	const invalidate = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n"
	for name, said := range map[string]string{
		"behind the reply":      "$3\r\nold\r\n" + invalidate,
		"ahead of the reply":    invalidate + "$3\r\nold\r\n",
		"the null list, behind": "$3\r\nold\r\n>2\r\n$10\r\ninvalidate\r\n_\r\n",
		"the null list, ahead":  ">2\r\n$10\r\ninvalidate\r\n_\r\n$3\r\nold\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := startScript(t, func(s *scripted) {
				s.answer("HELLO 3", helloReply)
				s.setinfo(ok)
				s.answer("CLIENT TRACKING ON", ok)
				s.answer("PING", "+PONG\r\n")
				s.answer("GET k", said)
				s.answer("GET k", "$3\r\nnew\r\n")
			})
			c := dialCached(t, addr, Caching{})
			if got := do(t, c, "GET", "k"); got != "old" {
				t.Fatalf("got %q", got)
			}
			eventually(t, "the invalidation", func() bool { return c.Cache().Stats().Entries == 0 })
			if got := do(t, c, "GET", "k"); got != "new" {
				t.Errorf("the reply that was invalidated on its way was kept: %q", got)
			}
			_ = c.Close()
		})
	}
}

// The same against a real server, with writers that never rest: when they do,
// every cache must have the last value.
func TestCacheIsNeverStaleInTheEnd(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for name, caching := range map[string]Caching{
		"default": {}, "optin": {Mode: TrackOptIn}, "bcast": {Mode: TrackBroadcast}, "noloop": {NoLoop: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			caching.Local = localcache.Options{MaxEntries: 3} // so that entries come and go
			shared := NewShared(Options{Addr: v.Addr, Caching: &caching})
			defer shared.Close()
			var group sync.WaitGroup
			for w := range 4 {
				group.Go(func() {
					for i := range 2000 {
						key := fmt.Sprintf("%s:%d", name, i%5)
						if w == 0 {
							do(t, shared, "SET", key, fmt.Sprint(i))
						} else {
							do(t, shared, "GET", key)
						}
					}
				})
			}
			group.Wait()
			other := dialed(t, Options{Addr: v.Addr})
			for i := range 5 {
				key := fmt.Sprintf("%s:%d", name, i)
				want := do(t, other, "GET", key)
				eventually(t, "the last value of "+key, func() bool { return do(t, shared, "GET", key) == want })
			}
		})
	}
}

// OnPush is told of no invalidation, and be it the first word after a session.
func TestInvalidationRightAfterTheSession(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(s *scripted) {
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("CLIENT TRACKING ON BCAST", ok)
		s.answer("PING", "+PONG\r\n>2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n>1\r\n+x\r\n")
		_, _ = io.Copy(io.Discard, s.conn)
	})
	var pushed []string
	c := dialed(t, Options{Addr: addr, Caching: &Caching{Mode: TrackBroadcast}, OnPush: func(v resp.Value) { pushed = append(pushed, wire(v)) }})
	_ = c.Close()
	if diff := cmp.Diff([]string{">1\r\n+x\r\n"}, pushed); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
