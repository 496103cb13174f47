package conn

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// With RESP3, a password and a health check, valkey-py sends a PING ahead of
// HELLO AUTH, and is refused.
func TestBug01HealthCheckAheadOfAuth(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--requirepass", "s3cret"}})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		p := startTap(t, v.Addr)
		c := dialed(t, with(Options{Addr: p.addr, Password: "s3cret", HealthInterval: 1}))
		if got := p.commands(t); got[0] != "HELLO 3 AUTH default s3cret" {
			t.Errorf("begins with %q", got)
		}
		c.used = time.Now().Add(-time.Hour)
		do(t, c, "EXISTS", "k")
		if diff := cmp.Diff([]string{"PING", "EXISTS k"}, p.commands(t)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

// A cache with a TTL fails in valkey-py once it has evicted something.
func TestBug03TTLAfterEviction(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c := dialCached(t, v.Addr, Caching{Local: localcache.Options{MaxEntries: 2, TTL: time.Minute}})
	for round := range 3 {
		for i := range 4 {
			if got := do(t, c, "GET", fmt.Sprint("k", i)); got != "(nil)" {
				t.Errorf("round %d: got %q", round, got)
			}
		}
	}
	if s := c.Cache().Stats(); s.Entries != 2 || s.Evictions != 10 || s.Hits != 0 {
		t.Errorf("%+v", s)
	}
}

// What is evicted leaves its key in valkey-py's books for good. Here nothing is
// known of it: invalidations of all keys find two entries.
func TestBug04BooksOfTheEvicted(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c := dialCached(t, v.Addr, Caching{Local: localcache.Options{MaxEntries: 2, TTL: time.Minute}})
	const keys = 1000
	for i := range keys {
		do(t, c, "GET", fmt.Sprint("k", i))
	}
	for i := range keys {
		c.Cache().InvalidateKey(fmt.Sprint("k", i))
	}
	if s := c.Cache().Stats(); s.Evictions != keys-2 || s.Invalidations != 2 || s.Entries != 0 {
		t.Errorf("%+v", s)
	}
}

// The async client takes the error of SELECT for that of SETINFO where it has a
// cache, and goes on in database 0.
func TestBug05SelectErrorIsNotLost(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	shared := NewShared(Options{Addr: v.Addr, DB: 99, Caching: &Caching{}})
	defer shared.Close()
	_, err := shared.Do(testContext(t), "PING")
	wantError(t, err, PhaseSelect, CodeDBOutOfRange)
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		_, err := Dial(testContext(t), with(Options{Addr: v.Addr, DB: 99}))
		wantError(t, err, PhaseSelect, CodeDBOutOfRange)
	})
}

// Over a UNIX socket the async client makes the session twice.
func TestBug06UnixSessionIsMadeOnce(t *testing.T) {
	t.Parallel()
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		v, connected := startValkey(t, lab.ValkeyOptions{}), 0
		o := with(Options{Network: "unix", Addr: v.Socket})
		o.Connected = []func(*Conn){func(*Conn) { connected++ }}
		if n := statOf(t, dialed(t, o), "hello"); n != "1" || connected != 1 {
			t.Errorf("%s HELLOs, %d callbacks, want 1 of each", n, connected)
		}
	})
	t.Run("hook", func(t *testing.T) {
		t.Parallel()
		v, hooked := startValkey(t, lab.ValkeyOptions{}), 0
		dialed(t, Options{Network: "unix", Addr: v.Socket, OnConnect: func(context.Context, *Conn) error {
			hooked++
			return nil
		}})
		if hooked != 1 {
			t.Errorf("hooked %d times", hooked)
		}
	})
}

// What is released twice goes to two callers.
func TestBug13DoubleRelease(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for name, wait := range map[string]time.Duration{"pool": 0, "blocking pool": time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}, Max: 2, Wait: wait})
			defer p.Close()
			c := get(t, p)
			p.Put(c)
			p.Put(c)
			first, second := get(t, p), get(t, p)
			if first == second {
				t.Error("two callers have the same connection")
			}
			p.Put(first)
			p.Put(second)
			if s := p.Stats(); s.Idle != 2 || s.InUse != 0 {
				t.Errorf("%+v", s)
			}
		})
	}
}

// An attribute ahead of a reply is a protocol error to valkey-py.
func TestBug14Attribute(t *testing.T) {
	t.Parallel()
	v := debugServer(t)
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		c := dialed(t, with(Options{Addr: v.Addr}))
		reply, err := c.Do(testContext(t), "DEBUG", "PROTOCOL", "attrib")
		if err != nil || reply.Text() != "Some real reply following the attribute" {
			t.Errorf("got %v, %v", reply, err)
		}
		if a := reply.Attributes(); len(a) != 2 || a[0].Text() != "key-popularity" {
			t.Errorf("attributes %v", a)
		}
		if got := do(t, c, "PING"); got != "PONG" {
			t.Errorf("the next reply: %q", got)
		}
	})
}
