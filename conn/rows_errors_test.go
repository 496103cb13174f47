package conn

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// A peer that speaks no RESP is told by its first line.
func TestRow64InvalidResponse(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{"x": CodeNotResp, "HTTP/1.1 400 Bad Request": CodeNotRespHTTP} {
		_, _, err := hungUpLink(line + "\r\n").session(testContext(t))
		if e := wantError(t, err, PhaseHello, want); e.Reply != line || !errors.Is(err, ErrInvalidReply) {
			t.Errorf("%q: got %+v", line, e)
		}
	}
	c := &Conn{link: hungUpLink("+OK\r\nx\r\n")}
	_, err := c.Pipeline(testContext(t), [][]string{{"PING"}, {"PING"}})
	if e := wantError(t, err, PhaseCommand, CodeProtocolError); e.Reply != "x" || !errors.Is(err, ErrInvalidReply) {
		t.Errorf("got %+v", e)
	}
}

// Attributes and streamed values, which valkey-py takes for broken, are
// replies like others.
func TestRow66AttributesAndStreams(t *testing.T) {
	t.Parallel()
	c := &Conn{link: hungUpLink("|1\r\n+ttl\r\n:5\r\n$?\r\n;2\r\nab\r\n;1\r\nc\r\n;0\r\n" + "*?\r\n:1\r\n:2\r\n.\r\n")}
	replies, err := c.Pipeline(testContext(t), [][]string{{"GET", "k"}, {"LRANGE", "l", "0", "-1"}})
	if err != nil {
		t.Fatal(err)
	}
	if v := replies[0]; v.Text() != "abc" || len(v.Attributes()) != 2 || v.Attributes()[0].Text() != "ttl" {
		t.Errorf("got %v", v)
	}
	if v := replies[1]; v.Kind() != resp.Array || len(v.Items()) != 2 {
		t.Errorf("got %v", v)
	}
}

// Error replies stay in their places, but for one with which the server
// closes: that is the error, at once.
func TestRow69ErrorsInPipelines(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c := dialed(t, Options{Addr: v.Addr})
	replies, err := c.Pipeline(testContext(t), [][]string{{"SET", "k", "v"}, {"LPUSH", "k", "v"}, {"NOSUCH"}, {"GET", "k"}})
	if err != nil || !replies[1].IsError() || !replies[2].IsError() || replies[3].Text() != "v" {
		t.Errorf("got %v %v", replies, err)
	}
	closing := &Conn{link: hungUpLink("+OK\r\n-ERR Protocol error: invalid bulk length\r\n+never\r\n")}
	replies, err = closing.Pipeline(testContext(t), [][]string{{"PING"}, {"PING"}, {"PING"}})
	if wantError(t, err, PhaseCommand, CodeProtocolError); len(replies) != 1 {
		t.Errorf("replies read so far: %v", replies)
	}
	if !closing.gone() {
		t.Error("the connection is kept")
	}
}

// Each class of valkey-py that has a meaning here is found by errors.Is; the
// table is in class.go and TestClasses.
func TestRow70Classes(t *testing.T) {
	t.Parallel()
	for reply, class := range map[string]error{
		"LOADING x": ErrLoading, "OOM x": ErrOOM, "EXECABORT x": ErrExecAbort, "READONLY x": ErrReadOnly,
		"NOSCRIPT x": ErrNoScript, "REDIRECT 10.0.0.1:6379": ErrRedirect, "NOPERM x": ErrNoPermission, "NOAUTH x": ErrAuthRequired,
		"WRONGPASS x": ErrWrongPassword, "ERR invalid password": ErrWrongPassword, "ERR Client sent AUTH, but no password is set": ErrCredentials,
		"CLUSTERDOWN x": ErrClusterDown, "ASK 1 10.0.0.1:6379": ErrAsk, "MOVED 1 10.0.0.1:6379": ErrMoved, "TRYAGAIN x": ErrTryAgain,
		"CROSSSLOT x": ErrCrossSlot, "MASTERDOWN x": ErrMasterDown, "ERR max number of clients reached": ErrMaxClients,
		"ERR Error unloading module: operation not possible.": ErrModule, "DENIED x": ErrProtectedMode, "ERR x": ErrResponse,
	} {
		_, err := (&Conn{link: hungUpLink("-" + reply + "\r\n")}).Do(testContext(t), "GET", "k")
		if !errors.Is(err, class) || !strings.HasSuffix(err.Error(), ": "+reply) {
			t.Errorf("%q: got %v, which is no %q", reply, err, class)
		}
	}
}

// The end of a connection has its phase, its address and its bytes.
func TestRow71ConnectionClosedByServer(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c, killer := dialed(t, Options{Addr: v.Addr}), dialed(t, Options{Addr: v.Addr})
	if _, err := killer.Do(testContext(t), "CLIENT", "KILL", "TYPE", "normal"); err != nil {
		t.Fatal(err)
	}
	c.used = time.Now().Add(time.Hour) // never idle: the socket is not asked ahead of the command
	_, err := c.Do(testContext(t), "PING")
	if e := wantError(t, err, PhaseCommand, CodeConnectionClosed); e.BytesRead == 0 || e.Addr != v.Addr || !errors.Is(err, ErrConnection) {
		t.Errorf("got %+v", e)
	}
	_, err = (&Conn{link: hungUpLink("$5\r\nhel")}).Do(testContext(t), "GET", "k")
	if e := wantError(t, err, PhaseCommand, CodeTruncatedReply); e.BytesRead != 7 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %+v", e)
	}
}

// dialed is a connection for the time of the test.
func dialed(t *testing.T, o Options) *Conn {
	t.Helper()
	c, err := Dial(testContext(t), patient(o))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// until repeats a command until its error has the code.
func until(t *testing.T, c *Conn, code string, args ...string) error {
	t.Helper()
	ctx := testContext(t)
	for {
		_, err := c.Do(ctx, args...)
		if CodeOf(err) == code {
			return err
		}
		if ctx.Err() != nil || err != nil && !errors.Is(err, ErrResponse) {
			t.Fatalf("%s: got %v, want %s", args, err, code)
		}
	}
}
