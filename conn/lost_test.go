//go:build unix

package conn

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// A transaction may begin with a new connection, but not end on one.
func TestTransactionOnANewConnection(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	killer := dialed(t, Options{Addr: v.Addr})
	for name, o := range map[string]Options{"plain": {Addr: v.Addr}, "cache": {Addr: v.Addr, Caching: &Caching{}}} {
		var c *Conn
		for _, first := range []string{"SELECT 1", "CLIENT SETNAME x", "MULTI"} {
			c = dialed(t, o)
			killClient(t, killer, c)
			forget(c, 2*time.Second)
			do(t, c, strings.Fields(first)...)
		}
		killClient(t, killer, c)
		forget(c, 2*time.Second)
		if _, err := c.Do(testContext(t), "EXEC"); CodeOf(err) != CodeConnectionStateLost {
			t.Errorf("%s: EXEC without its MULTI: %v", name, err)
		}
	}
}

// A PING within a transaction would be queued, and its answer be no PONG.
func TestNoHealthCheckWithinATransaction(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c := dialed(t, Options{Addr: v.Addr, HealthInterval: time.Minute})
	do(t, c, "MULTI")
	forget(c, time.Hour)
	do(t, c, "SET", "k", "v")
	forget(c, time.Hour)
	if r, err := c.Do(testContext(t), "EXEC"); err != nil || len(r.Items()) != 1 {
		t.Errorf("got %v %v, want the reply of SET alone", r, err)
	}
}

// A user who may not PING is healthy, with a cache too, as is one of a server
// that has no PING.
func TestHealthCheckOfAUserWithoutPing(t *testing.T) {
	t.Parallel()
	user := []string{"--user", "app", "on", ">apppw", "~*", "+@all"}
	for why, args := range map[string][]string{"forbidden": append(slices.Clone(user), "-ping"), "renamed": append(slices.Clone(user), "--rename-command", "PING", "")} {
		v := startValkey(t, lab.ValkeyOptions{Args: args})
		for name, caching := range map[string]*Caching{"plain": nil, "cache": {}} {
			c := dialed(t, Options{Addr: v.Addr, Username: "app", Password: "apppw", Caching: caching, HealthInterval: time.Minute})
			first := c.Server().ID
			forget(c, time.Hour)
			if do(t, c, "SET", "k", "v"); c.Server().ID != first {
				t.Errorf("%s, %s: it was dialled again", why, name)
			}
		}
	}
}

// A reply that nobody asked for is never given to the next command.
func TestUnaskedReplyIsNobodys(t *testing.T) {
	t.Parallel()
	answers := []string{"+first\r\n+unasked\r\n", "+second\r\n"}
	addr := startScript(t, func(s *scripted) {
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("PING", "+PONG\r\n")
		s.answer("GET k", answers[0])
		answers = answers[1:]
		_, _ = io.Copy(io.Discard, s.conn)
	})
	c := dialed(t, Options{Addr: addr})
	for _, want := range []string{"first", "second"} {
		if got := do(t, c, "GET", "k"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	_ = c.Close()
}

// Pushes that came while the connection was idle are handed on, and it stays.
func TestPushesWhileIdle(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca})
	other := dialed(t, Options{Addr: v.Addr})
	for name, o := range map[string]Options{"plain": {Addr: v.Addr}, "TLS": {Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}}} {
		pushes := 0
		o.OnPush = func(resp.Value) { pushes++ }
		c := dialed(t, o)
		do(t, c, "CLIENT TRACKING", "ON")
		do(t, c, "GET", "k")
		do(t, other, "SET", "k", "v")
		eventually(t, "the push", func() bool { return !c.quiet(false) })
		forget(c, time.Minute)
		if got := do(t, c, "GET", "k"); got != "v" || pushes != 1 {
			t.Errorf("%s: got %q after %d pushes", name, got, pushes)
		}
		do(t, other, "DEL", "k")
	}
}

// An EXEC that was lost with its connection is not sent again on a new one,
// whatever Retry says: it may have been carried out. A whole transaction is.
func TestLostExecIsNotRetried(t *testing.T) {
	t.Parallel()
	turn := 0
	addr := startScript(t, func(s *scripted) {
		s.ready()
		s.answer("MULTI", ok)
		turn++
		if turn == 2 {
			return
		}
		s.expect("EXEC")
		if turn == 3 {
			s.say("*0\r\n")
		}
	})
	c := dialed(t, Options{Addr: addr, Retry: forEver})
	do(t, c, "MULTI")
	_, err := c.Do(testContext(t), "EXEC")
	wantError(t, err, PhaseReuse, CodeConnectionStateLost)

	c = dialed(t, Options{Addr: addr, Retry: forEver})
	if replies, err := c.Pipeline(testContext(t), [][]string{{"MULTI"}, {"EXEC"}}); err != nil || len(replies) != 2 {
		t.Errorf("got %v %v", replies, err)
	}
}

// A health check that the context ends is the end of the command: nothing is
// dialled for a caller who has left.
func TestHealthCheckEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dials := 0
	addr := startScript(t, func(s *scripted) {
		dials++
		s.ready()
		s.expect("PING")
		s.expectClosed()
	})
	c := dialed(t, Options{Addr: addr, HealthInterval: time.Minute})
	forget(c, time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 50*ms)
	defer cancel()
	_, err := c.Do(ctx, "GET", "k")
	if wantError(t, err, PhaseCommand, CodeTimeoutCommand); dials != 1 {
		t.Errorf("%d dials", dials)
	}
}

// Half a push is not waited for: its connection is replaced.
func TestHalfAPushWhileIdle(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(s *scripted) {
		s.ready()
		s.answer("GET k", "$1\r\nv\r\n>2\r\n+x\r\n")
		_, _ = io.Copy(io.Discard, s.conn)
	})
	c := dialed(t, Options{Addr: addr})
	begin := time.Now()
	for range 2 {
		if got := do(t, c, "GET", "k"); got != "v" {
			t.Errorf("got %q", got)
		}
		eventually(t, "half a push", func() bool { return !c.quiet(false) })
	}
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
	_ = c.Close()
}

// babbler never pauses, but within a push.
type babbler struct {
	hungUp
	begun bool
}

func (b *babbler) Read(p []byte) (int, error) {
	text := "+x\r\n" + strings.Repeat(">1\r\n+x\r\n", 100) + ">1\r\n"
	if !b.begun {
		text = ">1\r\n" + text
	}
	b.begun = true
	return copy(p, text), nil
}

// Pushes without end keep no command waiting for a connection that is quiet.
func TestPushesWithoutEnd(t *testing.T) {
	t.Parallel()
	l := hungUpLink("")
	l.raw.Conn = &babbler{}
	l.o.CommandTimeout = 50 * ms
	if _, err := l.reader.Read(); err != nil {
		t.Fatal(err)
	}
	c := &Conn{link: l}
	wantError(t, c.unspoken(context.Background()), PhaseCheckout, CodeProtocolError)
	if !c.gone() {
		t.Error("the connection is kept")
	}
}
