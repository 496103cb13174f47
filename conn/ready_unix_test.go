//go:build unix

package conn

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// killClient ends a connection on the server's side, and waits until that is so.
func killClient(t *testing.T, killer, victim *Conn) {
	t.Helper()
	id := fmt.Sprint(victim.Server().ID)
	do(t, killer, "CLIENT KILL", "ID", id)
	eventually(t, "the end on our side", func() bool { return !victim.quiet(false) })
}

// everyWay starts a server, and gives the ways to it.
func everyWay(t *testing.T) (*lab.Valkey, map[string]Options) {
	t.Helper()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca})
	return v, map[string]Options{
		"plain": {Addr: v.Addr}, "TLS": {Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}},
		"UNIX": {Network: "unix", Addr: v.Socket}, "cache": {Addr: v.Addr, Caching: &Caching{}},
	}
}

// forget makes the connection idle for so long.
func forget(c *Conn, idle time.Duration) { c.used = time.Now().Add(-idle) }

// Row 56: a command dials where there is no connection, by the readiness check
// or the health check.
func TestRow56SendDialsAgain(t *testing.T) {
	t.Parallel()
	v, ways := everyWay(t)
	killer := dialed(t, Options{Addr: v.Addr})
	for name, o := range ways {
		c := dialed(t, o)
		first := c.Server().ID
		forget(c, 2*time.Second)
		do(t, c, "PING")
		if c.Server().ID != first {
			t.Errorf("%s: a good connection was not kept", name)
		}
		killClient(t, killer, c)
		forget(c, 2*time.Second)
		do(t, c, "PING")
		if c.Server().ID == first {
			t.Errorf("%s: still on the connection that was killed", name)
		}
	}
}

// What went with the connection is not silently begun anew.
func TestLostStateIsAnError(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	killer := dialed(t, Options{Addr: v.Addr})
	for _, command := range [][]string{{"MULTI"}, {"WATCH", "k"}, {"SELECT", "2"}, {"AUTH", "x"}, {"CLIENT SETNAME", "me"}, {"CLIENT", "TRACKING", "ON"}, {"HELLO", "2"}} {
		c := dialed(t, Options{Addr: v.Addr, Retry: Retry{Retries: 2, On: []string{CodeConnectionClosed}}})
		_, _ = c.Do(testContext(t), command...)
		killClient(t, killer, c)
		forget(c, 2*time.Second)
		_, err := c.Do(testContext(t), "GET", "k")
		wantError(t, err, PhaseReuse, CodeConnectionStateLost)
	}
	c := dialed(t, Options{Addr: v.Addr})
	do(t, c, "MULTI")
	do(t, c, "DISCARD")
	killClient(t, killer, c)
	forget(c, 2*time.Second)
	do(t, c, "PING")
}

// Row 62: a PING goes ahead of a command after the interval, which every
// command begins anew, and a connection that fails it is dialled again.
func TestRow62HealthCheck(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	watcher := dialed(t, Options{Addr: v.Addr})
	c := dialed(t, Options{Addr: v.Addr, HealthInterval: time.Minute})
	pings := func() string { return statOf(t, watcher, "ping") }
	do(t, watcher, "CONFIG RESETSTAT")
	do(t, c, "GET", "k")
	if n := pings(); n != "0" {
		t.Errorf("%s PINGs within the interval, want none", n)
	}
	forget(c, time.Minute)
	do(t, c, "GET", "k")
	do(t, c, "GET", "k")
	if n := pings(); n != "1" {
		t.Errorf("%s PINGs after the interval, want 1", n)
	}
	killClient(t, watcher, c)
	forget(c, time.Minute)
	do(t, c, "GET", "k")
}

// A server that hangs is found by the PING, not by the command, and left for a
// new connection.
func TestHealthCheckOfAHungServer(t *testing.T) {
	t.Parallel()
	dials := 0
	addr := startScript(t, func(s *scripted) {
		dials++
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("PING", "+PONG\r\n")
		if dials == 1 {
			s.expect("PING")
			_, _ = s.reader.Read() // until we give up
			return
		}
		s.answer("GET k", "$1\r\nv\r\n")
	})
	c := dialed(t, Options{Addr: addr, HealthInterval: time.Minute})
	c.link.o.CommandTimeout = 200 * time.Millisecond // of the first connection, not of the second
	forget(c, time.Minute)
	if got := do(t, c, "GET", "k"); got != "v" {
		t.Errorf("got %q", got)
	}
}

func TestCommandsAreRetried(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	killer := dialed(t, Options{Addr: v.Addr})
	for name, o := range map[string]Options{"plain": {Addr: v.Addr}, "cache": {Addr: v.Addr, Caching: &Caching{}}} {
		once := dialed(t, o)
		killClient(t, killer, once)
		if once.async == nil {
			forget(once, -time.Hour) // never idle: the socket is not asked ahead of the command
			_, err := once.Do(testContext(t), "GET", "k")
			wantCode(t, err, CodeConnectionClosed)
		}
		o.Retry = Retry{On: []string{CodeConnectionClosed, CodeWrongType}}
		again := dialed(t, o)
		killClient(t, killer, again)
		if _, err := again.Do(testContext(t), "GET", "k"); err != nil {
			t.Errorf("%s: Do: %v", name, err)
		}
		killClient(t, killer, again)
		if _, _, err := again.DoInto(testContext(t), nil, "GET", "k"); err != nil {
			t.Errorf("%s: DoInto: %v", name, err)
		}
		killClient(t, killer, again)
		if _, err := again.Pipeline(testContext(t), [][]string{{"GET", "k"}, {"PING"}}); err != nil {
			t.Errorf("%s: Pipeline: %v", name, err)
		}
		// An error reply that is wanted is retried too, and stays what it is.
		do(t, again, "CONFIG RESETSTAT")
		do(t, again, "DEL", "list")
		do(t, again, "LPUSH", "list", "x")
		_, err := again.Do(testContext(t), "GET", "list")
		wantCode(t, err, CodeWrongType)
		if n := statOf(t, again, "get"); n != "2" {
			t.Errorf("%s: %s GETs, want the first and one retry", name, n)
		}
	}
}

// Row 41: OSError is never retried in valkey-py. Here a server that is away for a while is dialled until it is back.
func TestRow41RefusedDialIsRetried(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	if err := syscall.Kill(v.Pid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "its end", func() bool {
		_, err := Dial(testContext(t), Options{Addr: v.Addr})
		return CodeOf(err) == CodeConnectionRefused
	})
	attempts := 0
	o := Options{Addr: v.Addr, Retry: Retry{Retries: 3}, Trace: &Trace{PhaseDone: func(r PhaseResult) {
		if r.Phase == PhaseConnect {
			attempts++
		}
	}}}
	_, err := Dial(testContext(t), o)
	if wantError(t, err, PhaseConnect, CodeConnectionRefused); attempts != 4 {
		t.Errorf("%d attempts, want 4", attempts)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	o.Retry = Retry{Retries: -1, Backoff: ConstantBackoff(time.Millisecond)}
	if _, err := Dial(ctx, o); err == nil || ctx.Err() == nil {
		t.Errorf("for ever ended with %v", err)
	}
}

// Row 15: valkey_connect_func replaces all of the session.
func TestRow15ConnectHook(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--requirepass", "s3cret"}})
	connected := 0
	o := Options{
		Addr: v.Addr,
		OnConnect: func(ctx context.Context, c *Conn) error {
			if _, err := c.Do(ctx, "AUTH", "s3cret"); err != nil {
				return err
			}
			_, err := c.Do(ctx, "CLIENT SETNAME", "hooked")
			return err
		},
		Connected: []func(*Conn){func(*Conn) { connected++ }, func(c *Conn) { do(t, c, "PING") }},
	}
	c := dialed(t, o)
	if got := do(t, c, "CLIENT GETNAME"); got != "hooked" || connected != 1 || c.Protocol() != 2 {
		t.Errorf("name %q, %d callbacks, RESP%d", got, connected, c.Protocol())
	}
	o.OnConnect = func(context.Context, *Conn) error { return errors.New("no") }
	_, err := Dial(testContext(t), o)
	wantError(t, err, PhaseReady, CodeConnectHook)
	o.OnConnect = func(ctx context.Context, c *Conn) error {
		_, err := c.Do(ctx, "GET", "k")
		return err
	}
	_, err = Dial(testContext(t), o)
	if wantError(t, err, PhaseCommand, CodeAuthRequired); connected != 1 {
		t.Errorf("%d callbacks after failed hooks", connected)
	}
}
