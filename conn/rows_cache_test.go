package conn

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// Row 19: cache_enabled and what goes with it; RESP2 is refused.
func TestRow19CacheOptions(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	t.Run("off", func(t *testing.T) {
		t.Parallel()
		if c := dialed(t, Options{Addr: v.Addr}); c.Cache() != nil {
			t.Error("there is a cache")
		}
	})
	t.Run("RESP2", func(t *testing.T) {
		t.Parallel()
		_, err := Dial(testContext(t), Options{Addr: v.Addr, Protocol: 2, Caching: &Caching{}})
		wantError(t, err, PhaseConfig, CodeTrackingUseless)
	})
	t.Run("client_cache", func(t *testing.T) {
		t.Parallel()
		cache, err := NewCache(localcache.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if c := dialCached(t, v.Addr, Caching{Cache: cache}); c.Cache() != cache {
			t.Error("it is not used")
		}
	})
	t.Run("lists", func(t *testing.T) {
		t.Parallel()
		c := dialCached(t, v.Addr, Caching{Allow: []string{"get", "TTL", "STRLEN"}, Deny: []string{"strlen"}})
		for _, args := range [][]string{{"GET", "k"}, {"TTL", "k"}, {"STRLEN", "k"}, {"EXISTS", "k"}} {
			do(t, c, args...)
		}
		if s := c.Cache().Stats(); s.Entries != 2 {
			t.Errorf("%+v, want those of GET and TTL", s)
		}
	})
	for _, bad := range []Caching{
		{Allow: []string{"SET"}},
		{Allow: []string{"NOSUCH"}},
		{Local: localcache.Options{MaxEntries: -1}},
		{Local: localcache.Options{TTL: -1}},
		{Local: localcache.Options{Policy: 9}},
		{Prefixes: []string{"a"}},
	} {
		_, err := Dial(testContext(t), Options{Addr: v.Addr, Caching: &bad})
		wantError(t, err, PhaseConfig, CodeBadOption)
	}
}

// Row 72: each connection has its cache, keyed by the whole command; a changed
// key takes all commands that name it, and the null list everything.
func TestRow72CacheByCommand(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	other := dialed(t, Options{Addr: v.Addr})
	c, second := dialCached(t, v.Addr, Caching{}), dialCached(t, v.Addr, Caching{})
	for _, args := range [][]string{{"GET", "a"}, {"GETRANGE", "a", "0", "1"}, {"GETRANGE", "a", "0", "2"}, {"MGET", "a", "b"}, {"GET", "b"}} {
		do(t, c, args...)
	}
	entries := func(want int) func() bool { return func() bool { return c.Cache().Stats().Entries == want } }
	if !entries(5)() || second.Cache().Stats().Entries != 0 {
		t.Errorf("%+v and %+v", c.Cache().Stats(), second.Cache().Stats())
	}
	do(t, other, "SET", "a", "1")
	eventually(t, "the end of what names a", entries(1))
	do(t, other, "FLUSHALL")
	eventually(t, "the end of all", entries(0))
}

// Row 73: what was pushed before a command's reply is heard before the next
// look into the cache; 74 commands are looked up, 57 never.
func TestRow73PushesFirst(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	other, c := dialed(t, Options{Addr: v.Addr}), dialCached(t, v.Addr, Caching{})
	for i := range 100 {
		want := fmt.Sprint(i)
		do(t, other, "SET", "k", want)
		do(t, c, "PING") // its reply comes behind the push
		for range 2 {
			if got := do(t, c, "GET", "k"); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
	}
	if s := c.Cache().Stats(); s.Hits != 100 {
		t.Errorf("%+v, want 100 hits", s)
	}
	found := valkeyPyRules()
	for _, name := range command.ValkeyPyDeny {
		if found[name] != nil {
			t.Errorf("%s is cached", name)
		}
	}
	for _, name := range command.ValkeyPyAllow {
		if found[name] == nil || found[strings.ToLower(name)] == nil {
			t.Errorf("%s is not cached", name)
		}
	}
	if a, d := len(command.ValkeyPyAllow), len(command.ValkeyPyDeny); a != 74 || d != 57 {
		t.Errorf("%d allowed, %d denied", a, d)
	}
}

// Row 74: the policies choose who goes from a full cache.
func TestRow74Policies(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for policy, kept := range map[localcache.Policy][]string{
		localcache.LRU: {"b c"}, localcache.LFU: {"a c"}, localcache.RANDOM: {"a c", "b c"},
	} {
		t.Run(policy.String(), func(t *testing.T) {
			t.Parallel()
			c := dialCached(t, v.Addr, Caching{Local: localcache.Options{MaxEntries: 2, Policy: policy}})
			for _, key := range []string{"a", "a", "a", "b", "c"} {
				do(t, c, "GET", key)
			}
			var left []string
			for _, key := range []string{"a", "b", "c"} {
				if _, ok := c.cached([]string{"GET", key}); ok {
					left = append(left, key)
				}
			}
			if got := strings.Join(left, " "); !slices.Contains(kept, got) {
				t.Errorf("%q are left, want one of %q", got, kept)
			}
		})
	}
}

// Row 74: the TTL counts from the write, however often a reply is read.
func TestRow74TTL(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	now := time.Unix(0, 0)
	clock := func() time.Time { return now }
	c := dialCached(t, v.Addr, Caching{Local: localcache.Options{TTL: 10 * time.Second, Clock: clock}})
	var hits []uint64
	for range 4 { // at 0, 6, 12 and 18 s
		do(t, c, "GET", "k")
		hits = append(hits, c.Cache().Stats().Hits)
		now = now.Add(6 * time.Second)
	}
	if diff := cmp.Diff([]uint64{0, 1, 1, 2}, hits); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Row 74: what the caller does with a reply does not reach the cache;
// valkey-py makes a deep copy.
func TestRow74Copies(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	do(t, dialed(t, Options{Addr: v.Addr}), "SET", "k", "value")
	c := dialCached(t, v.Addr, Caching{})
	for range 3 {
		text, _, err := c.DoInto(testContext(t), nil, "GET", "k")
		if string(text) != "value" || err != nil {
			t.Errorf("got %q, %v", text, err)
		}
		clear(text)
	}
}
