package conn

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// tracked answers what makes a cached connection ready.
func (s *scripted) tracked(tracking string) {
	s.t.Helper()
	s.answer("HELLO 3", helloReply)
	s.setinfo(ok)
	s.answer("CLIENT TRACKING ON"+tracking, ok)
	s.answer("PING", "+PONG\r\n")
}

// A write that was answered is seen by its writer, although another connection
// has read the old value into the same cache while it was on its way.
func TestOwnWriteIsSeenThroughASharedCache(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for name, set := range map[string]func(*Conn) error{
		"Do":       func(c *Conn) error { _, err := c.Do(testContext(t), "SET", "k", "new"); return err },
		"Pipeline": func(c *Conn) error { _, err := c.Pipeline(testContext(t), [][]string{{"SET", "k", "new"}}); return err },
	} {
		cache, err := NewCache(Caching{}.Local)
		if err != nil {
			t.Fatal(err)
		}
		reader := dialed(t, Options{Addr: v.Addr, Caching: &Caching{Cache: cache}})
		addr := startScript(t, func(s *scripted) {
			s.tracked("")
			s.expect("SET k new")
			do(t, reader, "GET", "k") // of a server that has not seen the write
			s.say(ok)
			s.answer("GET k", "$3\r\nnew\r\n")
			_, _ = io.Copy(io.Discard, s.conn)
		})
		writer := dialed(t, Options{Addr: addr, Caching: &Caching{Cache: cache}})
		if err := set(writer); err != nil {
			t.Error(err)
		}
		if got := do(t, writer, "GET", "k"); got != "new" {
			t.Errorf("%s: got %q, want what was written", name, got)
		}
		_ = writer.Close()
	}
}

// With NOLOOP the server tells of nothing that a script of ours does, be it to
// keys that it was not given.
func TestOwnScriptIsSeenWithoutLoop(t *testing.T) {
	t.Parallel()
	c := dialCached(t, startValkey(t, lab.ValkeyOptions{}).Addr, Caching{NoLoop: true})
	do(t, c, "GET", "k")
	do(t, c, "EVAL", "return redis.call('SET', 'k', 'new')", "0")
	if got := do(t, c, "GET", "k"); got != "new" {
		t.Errorf("got %q, want what the script has written", got)
	}
}

// An error is no reply to keep: the next caller would take it for a value.
func TestErrorsAreNotKept(t *testing.T) {
	t.Parallel()
	c := dialCached(t, startValkey(t, lab.ValkeyOptions{}).Addr, Caching{})
	do(t, c, "LPUSH", "list", "x")
	for range 2 {
		_, err := c.Do(testContext(t), "GET", "list")
		wantCode(t, err, CodeWrongType)
	}
	if n := c.Cache().Stats().Entries; n != 0 {
		t.Errorf("%d replies are kept", n)
	}
}

// Whatever a connection does itself is seen by what it reads next.
func TestOwnChangesAreSeen(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for _, change := range [][]string{
		{"FLUSHALL"},
		{"FLUSHDB"},
		{"DEL", "k"},
		{"EVAL", "return redis.call('DEL', KEYS[1])", "1", "k"},
		{"UNLINK", "k"},
		{"EXPIRE", "k", "-1"},
		{"RENAME", "k", "gone"},
	} {
		c := dialCached(t, v.Addr, Caching{})
		for range 200 { // the server's word may be faster
			do(t, c, "SET", "k", "v")
			do(t, c, "GET", "k")
			do(t, c, change...)
			if got := do(t, c, "GET", "k"); got != "(nil)" {
				t.Fatalf("after %q: %q", change, got)
			}
		}
	}
}

// A reply that the server does not track is not kept.
func TestRefusedCachingIsNotKept(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(s *scripted) {
		s.tracked(" OPTIN")
		for _, value := range []string{"1", "2"} {
			s.answer("CLIENT CACHING YES", "-NOPERM User app has no permissions to run the 'client|caching' command\r\n")
			s.answer("GET k", "$1\r\n"+value+"\r\n")
		}
		_, _ = io.Copy(io.Discard, s.conn)
	})
	c := dialCached(t, addr, Caching{Mode: TrackOptIn})
	for _, want := range []string{"1", "2"} {
		if got := do(t, c, "GET", "k"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	_ = c.Close()
}

// With its tracking a connection gives up what it has brought into the cache.
func TestTrackingTurnedOff(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for _, off := range [][]string{{"CLIENT TRACKING", "OFF"}, {"RESET"}, {"HELLO", "2"}, {"client", "tracking", "off"}} {
		p := NewPool(PoolOptions{Options: Options{Addr: v.Addr, Caching: &Caching{}}, Max: 2, SharedCache: true})
		a, b := get(t, p), get(t, p)
		do(t, b, "SET", "k", "old")
		do(t, a, "GET", "k")
		do(t, a, off...)
		do(t, dialed(t, Options{Addr: v.Addr}), "SET", "k", "new")
		if got := do(t, b, "GET", "k"); got != "new" {
			t.Errorf("after %q: the other is served %q", off, got)
		}
		p.Put(a)
		p.Put(b)
		p.Close()
	}
}

// An invalidation of no known shape drops everything: it may mean anything.
func TestHostileInvalidations(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		push string
		left int
	}{
		{">2\r\n+invalidate\r\n*0\r\n", 1},
		{">2\r\n+invalidate\r\n*1\r\n$5\r\nother\r\n", 1},
		{">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n", 0},
		{">0\r\n", 1},
		{">1\r\n*0\r\n", 1},
		{">1\r\n+invalidate\r\n", 0},
		{">2\r\n+invalidate\r\n%1\r\n$1\r\nk\r\n:1\r\n", 0},
		{">2\r\n+invalidate\r\n*1\r\n*1\r\n$1\r\nk\r\n", 0},
		{">2\r\n+invalidate\r\n$1\r\nk\r\n", 0},
		{">3\r\n+invalidate\r\n*1\r\n$1\r\nx\r\n*0\r\n", 0},
	} {
		addr := startScript(t, func(s *scripted) {
			s.tracked("")
			s.answer("GET k", "$1\r\nv\r\n")
			s.answer("STRLEN none", tt.push+":0\r\n")
			_, _ = io.Copy(io.Discard, s.conn)
		})
		c := dialCached(t, addr, Caching{Deny: []string{"STRLEN"}})
		do(t, c, "GET", "k")
		do(t, c, "STRLEN", "none")
		if n := c.Cache().Stats().Entries; n != tt.left {
			t.Errorf("%q: %d replies kept, want %d", tt.push, n, tt.left)
		}
		_ = c.Close()
	}
}

// A million keys in one push are taken, a push beyond the limits ends the
// connection, and neither costs more than a few times its size. Not parallel:
// it measures memory.
func TestHugeInvalidations(t *testing.T) {
	for keys, want := range map[int]string{1_000_000: "", 3_000_000: CodeReplyTooLarge} {
		addr := startScript(t, func(s *scripted) {
			_ = s.conn.SetDeadline(time.Now().Add(time.Minute)) // as long as the client's
			s.tracked("")
			s.expect("PING")
			_, _ = io.WriteString(s.conn, fmt.Sprintf(">2\r\n+invalidate\r\n*%d\r\n", keys))
			for range keys / 1000 {
				if _, err := io.WriteString(s.conn, strings.Repeat("$1\r\nk\r\n", 1000)); err != nil {
					return
				}
			}
			s.say("+PONG\r\n")
			_, _ = io.Copy(io.Discard, s.conn)
		})
		c := dialed(t, Options{Addr: addr, Caching: &Caching{}, CommandTimeout: time.Minute}) // the race detector makes it slow
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := c.Do(t.Context(), "PING")
		runtime.GC()
		runtime.ReadMemStats(&after)
		if CodeOf(err) != want {
			t.Errorf("%d keys: %v, want %q", keys, err, want)
		}
		if all := after.TotalAlloc - before.TotalAlloc; all > 1<<29 {
			t.Errorf("%d keys: %d bytes were allocated", keys, all)
		}
		if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 4<<20 {
			t.Errorf("%d keys: %d bytes are kept", keys, kept)
		}
		_ = c.Close()
	}
}

// A name of several words is the command that the server gets: its keys are
// those of that.
func TestKeysOfANameOfSeveralWords(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	other := dialed(t, Options{Addr: v.Addr})
	c := dialCached(t, v.Addr, Caching{Allow: []string{"XINFO STREAM"}})
	length := func() string {
		stream, err := c.Do(testContext(t), "XINFO STREAM", "s", "FULL")
		if err != nil {
			t.Fatal(err)
		}
		n, _ := stream.Get("length")
		return wire(n)
	}
	do(t, other, "XADD", "s", "*", "f", "v")
	if got := length(); got != ":1\r\n" {
		t.Errorf("got %q", got)
	}
	do(t, other, "XADD", "s", "*", "f", "v")
	eventually(t, "the second entry", func() bool { return length() == ":2\r\n" })

	silent := dialCached(t, v.Addr, Caching{NoLoop: true})
	for i, want := range []string{":0\r\n", ":1\r\n"} {
		if i > 0 {
			do(t, silent, "XGROUP CREATE", "new", "g", "$", "MKSTREAM")
		}
		exists, err := silent.Do(testContext(t), "EXISTS", "new")
		if err != nil || wire(exists) != want {
			t.Errorf("got %q, %v, want %q", wire(exists), err, want)
		}
	}
}

// What rests on more than its keys is not kept: the server would not tell.
func TestRepliesThatRestOnMoreAreNotKept(t *testing.T) {
	t.Parallel()
	allow := append([]string{"XINFO GROUPS", "XINFO CONSUMERS"}, command.ValkeyPyAllow...)
	c := dialCached(t, startValkey(t, lab.ValkeyOptions{}).Addr, Caching{Allow: allow})
	do(t, c, "XGROUP", "CREATE", "x", "g", "0", "MKSTREAM")
	for want, commands := range [][][]string{
		{
			{"SORT_RO", "l", "GET", "value_*"},
			{"SORT_RO", "l", "by", "weight_*"},
			{"XREAD", "BLOCK", "1", "STREAMS", "x", "$"},
			{"XPENDING", "x", "g"},
			{"XPENDING", "x", "g", "-", "+", "10"},
			{"XINFO GROUPS", "x"},
			{"XINFO CONSUMERS", "x", "g"},
		},
		{{"SORT_RO", "l", "ALPHA"}},
		{{"XREAD", "COUNT", "1", "STREAMS", "x", "0"}},
	} {
		for _, args := range commands {
			do(t, c, args...)
		}
		if got := c.Cache().Stats().Entries; got != want {
			t.Errorf("%v: %d replies are kept, want %d", commands, got, want)
		}
	}
}

// Of SWAPDB the server tells nobody: who does it knows.
func TestSwappedDatabases(t *testing.T) {
	t.Parallel()
	c := dialCached(t, startValkey(t, lab.ValkeyOptions{}).Addr, Caching{})
	do(t, c, "SET", "a", "1")
	do(t, c, "GET", "a")
	do(t, c, "SWAPDB", "0", "1")
	if v, err := c.Do(testContext(t), "GET", "a"); err != nil || !v.IsNull() {
		t.Errorf("%q, %v, want what the other database has", wire(v), err)
	}
}
