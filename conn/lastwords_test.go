package conn

import (
	"context"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// hungUp is a connection whose peer said its last words and left: writes
// fail, what it said is still there to be read.
type hungUp struct {
	net.Conn
	words *strings.Reader
}

func (h *hungUp) Read(p []byte) (int, error) { return h.words.Read(p) }

func (h *hungUp) Write([]byte) (int, error) {
	return 0, &net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}
}

func (h *hungUp) SetDeadline(time.Time) error { return nil }

func (h *hungUp) Close() error { return nil }

func hungUpLink(words string) *link {
	l := &link{o: Options{}.withDefaults(), rec: newRecorder(nil), peer: &Peer{Addr: "server:1"}}
	l.raw = &countedConn{Conn: &hungUp{words: strings.NewReader(words)}}
	l.stream = l.raw
	l.rec.counted = l.raw
	l.reader = resp.NewReader(l.stream, resp.Limits{})
	return l
}

// A failed write is not the end: what the server said before says more.
func TestLastWordsAreRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ words, want string }{
		{"-ERR max number of clients reached\r\n", CodeMaxClients},
		{"-DENIED Running in protected mode\r\n", CodeProtectedMode},
		{"", CodeResetAfterAccept},
		{"-ERR max", CodeTruncatedReply},
	} {
		_, _, err := hungUpLink(tt.words).session(testContext(t))
		wantError(t, err, PhaseHello, tt.want)
		c := &Conn{link: hungUpLink(tt.words)}
		c.link.replies = 1
		want := tt.want
		if tt.words == "" {
			want = CodeConnectionClosed
		}
		_, err = c.Do(testContext(t), "PING")
		wantError(t, err, PhaseCommand, want)
	}
}

func TestDialCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	addr := startScript(t, func(c *scripted) {
		c.expect("HELLO 3")
		cancel()
		c.setinfo("")
		c.expect("PING")
		c.expectClosed()
	})
	_, err := Dial(ctx, Options{Addr: addr})
	wantError(t, err, PhaseHello, CodeCanceled)
	_, err = Dial(ctx, Options{Addr: addr})
	wantError(t, err, PhaseConnect, CodeCanceled)
}

func TestEmptyCommands(t *testing.T) {
	t.Parallel()
	c := &Conn{link: hungUpLink("")}
	_, err := c.Do(testContext(t))
	wantError(t, err, PhaseCommand, CodeBadOption)
	_, err = c.Pipeline(testContext(t), [][]string{{"PING"}, {}})
	wantError(t, err, PhaseCommand, CodeBadOption)
	if replies, err := c.Pipeline(testContext(t), nil); replies != nil || err != nil {
		t.Errorf("no commands: %v %v", replies, err)
	}
	replies, err := (&Conn{link: hungUpLink("+OK\r\n")}).Pipeline(testContext(t), [][]string{{"PING"}, {"PING"}})
	if wantError(t, err, PhaseCommand, CodeConnectionClosed); len(replies) != 1 {
		t.Errorf("replies read so far: %v", replies)
	}
}

// Where the context ends as the last reply arrives, a deadline lies in the past:
// nobody may use the connection.
func TestContextEndsWithTheReply(t *testing.T) {
	t.Parallel()
	const push = ">1\r\n+x\r\n"
	addr := startScript(t, func(s *scripted) {
		s.ready()
		s.answer("GET k", push+"$1\r\nv\r\n")
	})
	ctx, cancel := context.WithCancel(t.Context())
	c := dialed(t, Options{Addr: addr, OnPush: func(resp.Value) { cancel() }})
	if v, err := c.Do(ctx, "GET", "k"); err != nil || v.Text() != "v" || !c.gone() {
		t.Errorf("got %v, %v, gone %v", v, err, c.gone())
	}

	addr = startScript(t, func(s *scripted) {
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("PING", "+PONG\r\n"+push)
	})
	ctx, cancel = context.WithCancel(t.Context())
	_, err := Dial(ctx, Options{Addr: addr, OnPush: func(resp.Value) { cancel() }})
	wantError(t, err, PhaseReady, CodeCanceled)
}

// No further address is tried for a caller who has left.
func TestCanceledConnectIsTheLast(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	attempts := 0
	var host string
	o := Options{Addr: "two.example:1", Lookup: resolves(&host, "127.0.0.1", "127.0.0.2"), Trace: &Trace{PhaseStart: func(p Phase) {
		if p == PhaseConnect {
			attempts++
			cancel()
		}
	}}}
	_, err := Dial(ctx, o)
	if wantError(t, err, PhaseConnect, CodeCanceled); attempts != 1 {
		t.Errorf("%d addresses were tried", attempts)
	}
}
