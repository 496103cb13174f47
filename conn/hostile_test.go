package conn

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A stream without end is given up at the session's limit, not at that of
// the caller's commands. Not parallel: it measures memory.
func TestEndlessReplyIsBounded(t *testing.T) {
	addr := startScript(t, func(c *scripted) {
		c.expect("HELLO 3")
		_, _ = io.WriteString(c.conn, "*400000000\r\n")
		nulls := []byte(strings.Repeat("_\r\n", 10000))
		for range 1000 {
			if _, err := c.conn.Write(nulls); err != nil {
				return
			}
		}
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Dial(testContext(t), Options{Addr: addr})
	runtime.ReadMemStats(&after)
	wantError(t, err, PhaseHello, CodeReplyTooLarge)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
		t.Errorf("%d bytes were allocated", grown)
	}
}

// The session's limits end with it.
func TestLimitsOfCommands(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 2*sessionTotal)
	addr := startScript(t, func(c *scripted) {
		c.answer("HELLO 3", helloReply)
		c.setinfo(ok)
		c.answer("PING", "+PONG\r\n")
		c.answer("GET k", "$2097152\r\n"+big+"\r\n")
	})
	c, err := Dial(testContext(t), Options{Addr: addr})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if v, err := c.Do(testContext(t), "GET", "k"); err != nil || v.Text() != big {
		t.Errorf("got %d bytes, %v", len(v.Text()), err)
	}
}

func TestRepliesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, hello, ping string
		phase             Phase
		want              string // empty for success
	}{
		{"ready", helloReply, "+PONG\r\n", "", ""},
		{"ready as RESP2 and in bulk", "*4\r\n+server\r\n+valkey\r\n+proto\r\n:2\r\n", "$4\r\nPONG\r\n", "", ""},
		{"a push after ready", helloReply, "+PONG\r\n>1\r\n+x\r\n", "", ""},
		{"HELLO: OK", "+OK\r\n", "", PhaseHello, CodeProtocolError},
		{"HELLO: null", "_\r\n", "", PhaseHello, CodeProtocolError},
		{"HELLO: null of RESP2", "$-1\r\n", "", PhaseHello, CodeProtocolError},
		{"HELLO: another map", "%1\r\n:1\r\n*0\r\n", "", PhaseHello, CodeProtocolError},
		{"HELLO: odd array", "*3\r\n+server\r\n+valkey\r\n+x\r\n", "", PhaseHello, CodeProtocolError},
		{"HELLO: protocol 77", "%1\r\n+proto\r\n:77\r\n", "", PhaseHello, CodeProtocolError},
		{"HELLO: echo", "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n", "", PhaseHello, CodeNotResp},
		{"PING: number", helloReply, ":5\r\n", PhaseReady, CodeProtocolError},
		{"PING: null", helloReply, "_\r\n", PhaseReady, CodeProtocolError},
		{"PING: a greeting of mail", helloReply, "+OK ready\r\n", PhaseReady, CodeProtocolError},
		{"PING: another word", helloReply, "+OK\r\n", PhaseReady, CodeProtocolError},
		{"one reply too many", helloReply, "+PONG\r\n+OK\r\n", PhaseReady, CodeProtocolError},
		{"words after the last reply", helloReply, "+PONG\r\nHTTP/1.1 200\r\n", PhaseReady, CodeProtocolError},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			addr := startScript(t, func(c *scripted) {
				c.answer("HELLO 3", tt.hello)
				if tt.ping != "" {
					c.setinfo(ok)
					c.answer("PING", tt.ping)
				}
			})
			c, err := Dial(testContext(t), Options{Addr: addr})
			if tt.want != "" {
				wantError(t, err, tt.phase, tt.want)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			_ = c.Close()
		})
	}
}

// A user without the right to PING is served, and told of it, as is one of a
// server without PING.
func TestForbiddenPingIsRecorded(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"-NOPERM User u has no permissions to run the 'ping' command\r\n", "-ERR unknown command 'PING'\r\n"} {
		addr := startScript(t, func(c *scripted) {
			c.answer("HELLO 3", helloReply)
			c.setinfo(ok)
			c.answer("PING", said)
		})
		var seen log
		c, err := Dial(testContext(t), Options{Addr: addr, Trace: seen.trace()})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if diff := cmp.Diff([]string{"config", "connect", "hello", "+setinfo", "+ready!"}, seen.phases()); diff != "" {
			t.Errorf("%s: phases: -want +got\n%s", said, diff)
		}
	}
}

// Who knows no command at all is no server, though it speaks RESP.
func TestNothingIsKnown(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(c *scripted) {
		for {
			if _, err := c.reader.Read(); err != nil {
				return
			}
			_, _ = io.WriteString(c.conn, "-ERR unknown command\r\n")
		}
	})
	_, err := Dial(testContext(t), Options{Addr: addr})
	wantError(t, err, PhaseReady, CodeCommandUnknown)
}

func TestPushesAreNoReply(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(c *scripted) {
		_, _ = c.reader.Read()
		_, _ = io.WriteString(c.conn, ">1\r\n+x\r\n")
		_, _ = io.Copy(io.Discard, c.conn)
	})
	err := patiently(func(timeout time.Duration) error {
		_, err := Dial(testContext(t), Options{Addr: addr, CommandTimeout: timeout})
		return err
	}, CodeTimeoutCommand)
	wantError(t, err, PhaseHello, CodeTimeoutCommand)
}

func TestInterruptedSilence(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	addr := startScript(t, func(c *scripted) {
		c.expect("HELLO 3")
		cancel()
		_, _ = io.Copy(io.Discard, c.conn)
	})
	_, err := Dial(ctx, Options{Addr: addr})
	e := wantError(t, err, PhaseHello, CodeCanceled)
	if e.Err.Error() != "interrupted" || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestResetWithinConnect(t *testing.T) {
	t.Parallel()
	reset := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNRESET)}
	if got := connectCode(Options{}, reset, "h:1"); got != CodeResetAfterAccept {
		t.Errorf("plain: %s", got)
	}
	if got := connectCode(Options{TLS: new(TLSOptions)}, reset, "h:1"); got != CodeTLSClosedEarly {
		t.Errorf("TLS: %s", got)
	}
}
