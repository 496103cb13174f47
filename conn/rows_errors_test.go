package conn

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

// errorRow is one reply that a real server is brought to.
type errorRow struct {
	name    string
	before  []string // commands, words split at spaces
	command string
	after   []string // undoes before
	code    string
	class   error
}

// Outside the table, in tests of their own: LOADING, BUSY, NOPERM (below),
// WRONGPASS, NOAUTH, the maximum of clients (TestRealRefusals,
// TestRealMaxClients), MOVED and its like (TestRealClusterErrors).
var errorRows = []errorRow{
	{"oom", []string{"CONFIG SET maxmemory 1"}, "SET k v", []string{"CONFIG SET maxmemory 0"}, CodeOOM, ErrOOM},
	{"noscript", nil, "EVALSHA " + strings.Repeat("0", 40) + " 0", nil, CodeNoScript, ErrNoScript},
	{"execabort", []string{"MULTI", "GET"}, "EXEC", nil, CodeAborted, ErrExecAbort},
	{"exec alone", nil, "EXEC", nil, CodeWrongContext, ErrWrongContext},
	{"nested multi", []string{"MULTI"}, "MULTI", []string{"DISCARD"}, CodeWrongContext, ErrWrongContext},
	{"noreplicas", []string{"CONFIG SET min-replicas-to-write 1"}, "SET k v", []string{"CONFIG SET min-replicas-to-write 0"}, CodeNoReplicas, ErrNoReplicas},
	{"readonly", []string{"REPLICAOF 127.0.0.1 1"}, "SET k v", []string{"REPLICAOF NO ONE"}, CodeReadOnlyReplica, ErrReadOnly},
	{"masterdown", []string{"CONFIG SET replica-serve-stale-data no", "REPLICAOF 127.0.0.1 1"}, "GET k", []string{"REPLICAOF NO ONE"}, CodeMasterDown, ErrMasterDown},
	{"auth arguments", nil, "AUTH a b c", nil, CodeServerError, ErrResponse}, // "ERR syntax error", since ACLs came
	{"wrong number of arguments", nil, "AUTH", nil, CodeWrongArguments, ErrResponse},
	{"auth without a password set", nil, "AUTH s3cret", nil, CodeAuthNotConfigured, ErrCredentials},
	{"module load", nil, "MODULE LOAD /nonexistent.so", nil, CodeModuleRefused, ErrModule},
	{"module unload", nil, "MODULE UNLOAD nonesuch", nil, CodeModuleRefused, ErrModule},
	{"cluster", nil, "CLUSTER SHARDS", nil, CodeClusterDisabled, ErrResponse},
	{"wrongtype", []string{"SET k v"}, "LPUSH k v", nil, CodeWrongType, ErrResponse},
	{"any other", nil, "EXPIRE k soon", nil, CodeServerError, ErrResponse},
}

func TestRow68ErrorMap(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--enable-module-command", "yes"}})
			c := dialed(t, Options{Addr: v.Addr})
			for _, row := range errorRows {
				for _, command := range row.before {
					_, _ = c.Do(testContext(t), strings.Fields(command)...)
				}
				_, err := c.Do(testContext(t), strings.Fields(row.command)...)
				var e *Error
				if !errors.As(err, &e) || e.Code != row.code || !errors.Is(err, row.class) || e.Reply == "" {
					t.Errorf("%s: got %v, want %s", row.name, err, row.code)
				}
				for _, command := range row.after {
					if _, err := c.Do(testContext(t), strings.Fields(command)...); err != nil {
						t.Errorf("%s: %v", command, err)
					}
				}
			}
		})
	}
}

func TestRow68NoPermission(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		v := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--user", "app", "on", ">apppw", "~a:*", "resetchannels", "&a:*", "+@all", "-flushall"}})
		c := dialed(t, Options{Addr: v.Addr, Username: "app", Password: "apppw"})
		for command, want := range map[string]string{
			"FLUSHALL":    CodeACLDeniedCommand,
			"GET b:1":     CodeACLDeniedKey,
			"PUBLISH b x": CodeACLDeniedChannel,
		} {
			_, err := c.Do(testContext(t), strings.Fields(command)...)
			wantError(t, err, PhaseCommand, want)
			if !errors.Is(err, ErrNoPermission) || !errors.Is(err, ErrResponse) {
				t.Errorf("%s: %v is of another class", command, err)
			}
		}
	}
}

// A server that cannot save refuses writes: here a directory stands where the
// dump is to go.
func TestRow68Misconf(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := startValkey(t, lab.ValkeyOptions{Dir: dir, Args: []string{"--save", "3600 1"}})
	if err := os.MkdirAll(filepath.Join(dir, "dump.rdb", "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := dialed(t, Options{Addr: v.Addr})
	if _, err := c.Do(testContext(t), "BGSAVE"); err != nil {
		t.Fatal(err)
	}
	err := until(t, c, CodeMisconf, "SET", "k", "v")
	if !errors.Is(err, ErrMisconf) {
		t.Errorf("%v is of another class", err)
	}
	if _, err := c.Do(testContext(t), "CONFIG", "SET", "save", ""); err != nil { // or it would not end
		t.Error(err)
	}
}

func TestRow68Busy(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--busy-reply-threshold", "1"}})
	slow, c := dialed(t, Options{Addr: v.Addr}), dialed(t, Options{Addr: v.Addr})
	ended := make(chan error, 1)
	go func() {
		_, err := slow.Do(testContext(t), "EVAL", "while true do end", "0")
		ended <- err
	}()
	if err := until(t, c, CodeBusyScript, "PING"); !errors.Is(err, ErrBusy) {
		t.Errorf("%v is of another class", err)
	}
	if _, err := c.Do(testContext(t), "SCRIPT", "KILL"); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, ErrResponse) {
		t.Errorf("the killed script: %v", err)
	}
}

func TestRow68Loading(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--enable-debug-command", "yes", "--key-load-delay", "200", "--loading-process-events-interval-bytes", "1024"}})
	slow, c := dialed(t, Options{Addr: v.Addr}), dialed(t, Options{Addr: v.Addr})
	if _, err := slow.Do(testContext(t), "DEBUG", "POPULATE", "2000"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := slow.Do(testContext(t), "DEBUG", "RELOAD")
		ended <- err
	}()
	if err := until(t, c, CodeLoading, "PING"); !errors.Is(err, ErrLoading) {
		t.Errorf("%v is of another class", err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
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
	_, err = closing.Do(testContext(t), "PING")
	wantError(t, err, PhaseCommand, CodeConnectionClosed)
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
	c, err := Dial(testContext(t), o)
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
