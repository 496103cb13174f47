package conn

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// Row 40: connect does nothing where there is a connection.
func TestRow40OneConnection(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		connects := 0
		o := with(Options{Addr: v.Addr})
		o.Connected = []func(*Conn){func(*Conn) { connects++ }}
		c := dialed(t, o)
		for range 10 {
			do(t, c, "PING")
		}
		if connects != 1 {
			t.Errorf("%d connections for ten commands", connects)
		}
	})
}

// Row 40: valkey-py's retry wraps the connect alone; here a server that is
// there, but refuses the session for now, is dialled again, too.
func TestRow40RetryOfTheSession(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--maxclients", "1"}})
	o := Options{Addr: v.Addr, Retry: Retry{Retries: -1, Backoff: ConstantBackoff(time.Millisecond)}}
	holder := dialed(t, o)
	failures := 0
	o.Trace = &Trace{PhaseDone: func(r PhaseResult) {
		if r.Phase == PhaseHello && r.Err != nil {
			wantError(t, r.Err, PhaseHello, CodeMaxClients)
			failures++
			_ = holder.Close()
		}
	}}
	dialed(t, o)
	if failures == 0 {
		t.Error("it was not refused")
	}
}

// Row 41: socket.timeout is a TimeoutError, OSError a ConnectionError; here
// with the phase.
func TestRow41ConnectErrors(t *testing.T) {
	t.Parallel()
	_, err := Dial(testContext(t), Options{Addr: "127.0.0.1:1", ConnectTimeout: 1})
	if e := wantError(t, err, PhaseConnect, CodeTimeoutConnect); !errors.Is(e, ErrTimeout) || errors.Is(e, ErrConnection) {
		t.Errorf("%v is of another class", e)
	}
	_, err = Dial(testContext(t), Options{Addr: "127.0.0.1:1"})
	if e := wantError(t, err, PhaseConnect, CodeConnectionRefused); !errors.Is(e, ErrConnection) || errors.Is(e, ErrTimeout) {
		t.Errorf("%v is of another class", e)
	}
}

// said is what the server is told by a connection that becomes ready.
func said(t *testing.T, v *lab.Valkey, o Options) []string {
	t.Helper()
	p := startTap(t, v.Addr)
	o.Addr, o.LibName = p.addr, "-"
	dialed(t, o)
	return p.commands(t)
}

// Row 42: RESP3 with credentials is HELLO 3 AUTH, of the user "default" where
// there is a password alone.
func TestRow42HelloAuth(t *testing.T) {
	t.Parallel()
	v := startApp(t, "--requirepass", "s3cret")
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		for hello, o := range map[string]Options{
			"HELLO 3 AUTH default s3cret":         {Password: "s3cret"},
			"HELLO 3 AUTH app apppw":              {Username: "app", Password: "apppw"},
			"HELLO 3 AUTH app apppw SETNAME name": {Username: "app", Password: "apppw", ClientName: "name"},
		} {
			if got := said(t, v, with(o)); got[0] != hello {
				t.Errorf("got %q, want %q", got, hello)
			}
		}
	})
}

// Row 43: RESP2 with credentials is AUTH, with no health check ahead of it.
func TestRow43Auth(t *testing.T) {
	t.Parallel()
	v := startApp(t, "--requirepass", "s3cret")
	for auth, o := range map[string]Options{
		"AUTH s3cret":    {Password: "s3cret"},
		"AUTH app apppw": {Username: "app", Password: "apppw"},
	} {
		o.Protocol, o.HealthInterval = 2, 1
		if diff := cmp.Diff([]string{auth, "PING"}, said(t, v, o)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
}

// Row 44: a server before version 6 knows no users, and is told the password
// alone.
func TestRow44AuthOfOldServers(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(s *scripted) {
		s.answer("AUTH app s3cret", wrongArgs)
		s.answer("AUTH s3cret", ok)
		s.answer("PING", "+PONG\r\n")
	})
	dialed(t, Options{Addr: addr, Protocol: 2, Username: "app", Password: "s3cret", LibName: "-"})
}

// Row 45: an answer to AUTH that is not OK is an AuthenticationError.
func TestRow45AuthRefused(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--requirepass", "s3cret"}})
	for _, protocol := range []int{2, 3} {
		_, err := Dial(testContext(t), Options{Addr: v.Addr, Protocol: protocol, Password: "wr0ng"})
		if e := wantError(t, err, PhaseAuth, CodeWrongPassword); !errors.Is(e, ErrCredentials) {
			t.Errorf("%v is of another class", e)
		}
	}
	odd := startScript(t, func(s *scripted) { s.answer("AUTH s3cret", "+MAYBE\r\n") })
	_, err := Dial(testContext(t), Options{Addr: odd, Protocol: 2, Password: "s3cret", LibName: "-"})
	wantError(t, err, PhaseAuth, CodeProtocolError)
}

// Row 46: RESP3 without credentials is HELLO 3, whose answer must be of
// version 3 where nothing else will do.
func TestRow46Hello(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		o := with(Options{Protocol: 3})
		if got := said(t, v, o); got[0] != "HELLO 3" {
			t.Errorf("got %q", got)
		}
		o.Addr = v.Addr
		if c := dialed(t, o); c.Protocol() != 3 || c.Server().Name == "" || c.Server().ID == 0 {
			t.Errorf("RESP%d, server %+v", c.Protocol(), c.Server())
		}
		o.Addr = startScript(t, func(s *scripted) { s.answer("HELLO 3", "*2\r\n$5\r\nproto\r\n:2\r\n") })
		_, err := Dial(testContext(t), o)
		wantError(t, err, PhaseHello, CodeProtocolError)
	})
}

// Row 47: a server without HELLO is spoken to in RESP2, unless RESP3 is asked
// for or needed; valkey-py gives up.
func TestRow47FallbackToRESP2(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--rename-command", "HELLO", "", "--requirepass", "s3cret"}})
	c := dialed(t, Options{Addr: v.Addr, Password: "s3cret", ClientName: "name", DB: 2})
	if info := clientInfo(t, c); c.Protocol() != 2 || info["name"] != "name" || info["db"] != "2" || info["lib-name"] != "vkcheck" {
		t.Errorf("RESP%d: %v", c.Protocol(), info)
	}
	for _, o := range []Options{{Protocol: 3}, {Caching: &Caching{}}} {
		o.Addr, o.Password = v.Addr, "s3cret"
		_, err := Dial(testContext(t), o)
		wantError(t, err, PhaseHello, CodeHelloUnsupported)
	}
}

// Row 53: an error while connecting ends the connection and is handed on; the
// callbacks come after a success alone.
func TestRow53ConnectFails(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	check := func(t *testing.T, o Options, phase Phase, code string) error {
		o.Addr = v.Addr
		o.Connected = []func(*Conn){func(*Conn) { t.Error("a callback was called") }}
		_, err := Dial(testContext(t), o)
		wantError(t, err, phase, code)
		watcher := dialed(t, Options{Addr: v.Addr})
		eventually(t, "its end", func() bool { return !strings.Contains(do(t, watcher, "CLIENT", "LIST"), t.Name()) })
		return err
	}
	t.Run("hook", func(t *testing.T) {
		t.Parallel()
		reason := errors.New("not today")
		hook := func(ctx context.Context, c *Conn) error {
			_, err := c.Do(ctx, "CLIENT SETNAME", t.Name())
			return errors.Join(err, reason)
		}
		if err := check(t, Options{OnConnect: hook}, PhaseReady, CodeConnectHook); !errors.Is(err, reason) {
			t.Errorf("%v hides the reason", err)
		}
	})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		_ = check(t, with(Options{DB: 99, ClientName: t.Name()}), PhaseSelect, CodeDBOutOfRange)
	})
}
