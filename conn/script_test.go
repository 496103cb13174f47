package conn

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// scripted is the server's side of one connection, that expects and replies
// in the order of its script.
type scripted struct {
	t      *testing.T
	conn   net.Conn
	reader *resp.Reader
}

// startScript serves one connection after the other by the script, which
// closes when it returns. It gives the address.
func startScript(t *testing.T, script func(*scripted)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.SetDeadline(time.Now().Add(time.Minute))
			script(&scripted{t: t, conn: c, reader: resp.NewReader(c, resp.Limits{})})
			// A close with unread bytes would be a reset.
			_ = c.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, c)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return l.Addr().String()
}

// expect reads one command and compares its words; "*" stands for any.
func (s *scripted) expect(want string) {
	s.t.Helper()
	v, err := s.reader.Read()
	if err != nil {
		s.t.Errorf("expected %q, got %v", want, err)
		return
	}
	var words []string
	for _, item := range v.Items() {
		words = append(words, item.Text())
	}
	for i, w := range strings.Fields(want) {
		if w == "*" && i < len(words) {
			words[i] = w
		}
	}
	if got := strings.Join(words, " "); got != want {
		s.t.Errorf("got the command %q, want %q", got, want)
	}
}

func (s *scripted) say(text string) {
	if _, err := s.conn.Write([]byte(text)); err != nil {
		s.t.Error(err)
	}
}

// answer is expect and say.
func (s *scripted) answer(want, text string) {
	s.t.Helper()
	s.expect(want)
	s.say(text)
}

// setinfo answers the two CLIENT SETINFO.
func (s *scripted) setinfo(text string) {
	s.t.Helper()
	s.answer("CLIENT SETINFO LIB-NAME vkcheck", text)
	s.answer("CLIENT SETINFO LIB-VER *", text)
}

// expectClosed fails if anything comes before the end.
func (s *scripted) expectClosed() {
	if v, err := s.reader.Read(); err == nil {
		s.t.Errorf("got %v, want the end of the connection", v)
	}
}

const (
	ok           = "+OK\r\n"
	unknownHello = "-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'app' 's3cret' \r\n"
	unknown      = "-ERR unknown command\r\n"
	noAuth       = "-NOAUTH Authentication required.\r\n"
	wrongArgs    = "-ERR wrong number of arguments for 'auth' command\r\n"
	helloReply   = "%2\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$5\r\nproto\r\n:3\r\n"
)

func TestFallbacks(t *testing.T) {
	t.Parallel()
	app := Options{Username: "app", Password: "s3cret", ClientName: "me", DB: 2}
	tests := []struct {
		name   string
		o      Options
		script func(*scripted)
		phases []string
		proto  int
		phase  Phase // of the error; empty for success
		code   string
	}{
		{
			name: "HELLO unknown, AUTH with the password alone", o: app, proto: 2,
			script: func(c *scripted) {
				c.answer("HELLO 3 AUTH app s3cret SETNAME me", unknownHello)
				c.setinfo(noAuth)
				c.answer("SELECT 2", noAuth)
				c.answer("PING", noAuth)
				c.answer("AUTH app s3cret", wrongArgs)
				c.answer("AUTH s3cret", ok)
				c.answer("CLIENT SETNAME me", ok)
				c.setinfo(unknown)
				c.answer("SELECT 2", ok)
				c.answer("PING", "+PONG\r\n")
			},
			phases: []string{"config", "connect", "hello!", "auth!", "auth", "setname", "+setinfo!", "+select", "+ready"},
		},
		{
			name: "HELLO unknown, no credentials", proto: 2,
			script: func(c *scripted) {
				c.answer("HELLO 3", unknown)
				c.setinfo(unknown)
				c.answer("PING", "+PONG\r\n")
				c.setinfo(unknown)
				c.answer("PING", "+PONG\r\n")
			},
			phases: []string{"config", "connect", "hello!", "setinfo!", "+ready"},
		},
		{
			name: "HELLO refused in a proxy's own words", proto: 2,
			script: func(c *scripted) {
				c.answer("HELLO 3", "-ERR handle request, command 'HELLO' is not allowed\r\n")
				c.setinfo(unknown)
				c.answer("PING", "+PONG\r\n")
				c.setinfo(unknown)
				c.answer("PING", "+PONG\r\n")
			},
			phases: []string{"config", "connect", "hello!", "setinfo!", "+ready"},
		},
		{
			name: "HELLO refused, and then the end",
			script: func(c *scripted) {
				c.answer("HELLO 3", "-ERR not here\r\n")
				c.expect("CLIENT SETINFO LIB-NAME vkcheck")
			},
			phases: []string{"config", "connect", "hello!", "+setinfo!"}, phase: PhaseSetInfo, code: CodeConnectionClosed,
		},
		{
			name: "HELLO unknown, RESP3 demanded", o: Options{Protocol: 3},
			script: func(c *scripted) { c.answer("HELLO 3", unknownHello) },
			phases: []string{"config", "connect", "hello!"}, phase: PhaseHello, code: CodeHelloUnsupported,
		},
		{
			name: "setname refused", o: Options{Protocol: 2, ClientName: "me"}, proto: 2,
			script: func(c *scripted) {
				c.answer("CLIENT SETNAME me", unknown)
				c.setinfo(ok)
				c.answer("PING", "+PONG\r\n")
			},
			phases: []string{"config", "connect", "setname!", "+setinfo", "+ready"},
		},
		{
			name: "pushes and attributes between replies", proto: 3,
			script: func(c *scripted) {
				c.answer("HELLO 3", helloReply+">1\r\n+x\r\n")
				c.setinfo(ok)
				c.answer("PING", "|1\r\n+a\r\n:1\r\n+PONG\r\n")
			},
			phases: []string{"config", "connect", "hello", "+setinfo", "+ready"},
		},
		{
			name: "loading",
			script: func(c *scripted) {
				c.answer("HELLO 3", helloReply)
				c.setinfo(ok)
				c.answer("PING", "-LOADING Valkey is loading the dataset in memory\r\n")
			},
			phases: []string{"config", "connect", "hello", "+setinfo", "+ready!"}, phase: PhaseReady, code: CodeLoading,
		},
		{
			name: "select refused", o: Options{DB: 1},
			script: func(c *scripted) {
				c.answer("HELLO 3", helloReply)
				c.setinfo(ok)
				c.answer("SELECT 1", "-ERR SELECT is not allowed in cluster mode\r\n")
			},
			phases: []string{"config", "connect", "hello", "+setinfo", "+select!"}, phase: PhaseSelect, code: CodeDBNotInCluster,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var seen log
			tt.o.Trace = seen.trace()
			tt.o.Addr = startScript(t, tt.script)
			c, err := Dial(testContext(t), tt.o)
			if diff := cmp.Diff(tt.phases, seen.phases()); diff != "" {
				t.Errorf("phases: -want +got\n%s", diff)
			}
			for _, r := range seen.done {
				if r.Err != nil && strings.Contains(r.Err.Error(), "s3cret") {
					t.Errorf("the phase %s tells the password: %v", r.Phase, r.Err)
				}
			}
			if tt.code != "" {
				wantError(t, err, tt.phase, tt.code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if c.Protocol() != tt.proto {
				t.Errorf("protocol %d, want %d", c.Protocol(), tt.proto)
			}
		})
	}
}

func TestFirstWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, say, want string }{
		{"protected mode", "-DENIED Redis is running in protected mode because ...\r\n", CodeProtectedMode},
		{"maxclients", "-ERR max number of clients reached\r\n", CodeMaxClients},
		{"nothing", "", CodeClosedOnAccept},
		{"half a reply", "%2\r\n+server\r\n", CodeTruncatedReply},
		{"http", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", CodeNotRespHTTP},
		{"ssh", "SSH-2.0-OpenSSH_9.2p1\r\n", CodeNotRespSSH},
		{"smtp", "220 mail ESMTP\r\n", CodeNotRespSMTP},
		{"memcached", "ERROR\r\n", CodeNotRespMemcached},
		{"mysql", "J\x00\x00\x00\n8.0.36\x00", CodeNotRespMySQL},
		{"mysql of a length that begins RESP", "=\x00\x00\x00\n8.0.36\x00", CodeNotRespMySQL},
		{"tls alert", "\x15\x03\x01\x00\x02\x02\x46", CodePlaintextToTLSPort},
		{"garbage", "\x00\x01\x02", CodeNotResp},
		{"broken RESP", ":x\r\n", CodeProtocolError},
		{"server's protocol error", "-ERR Protocol error: unbalanced quotes in request\r\n", CodeProtocolError},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			addr := startScript(t, func(c *scripted) {
				c.expect("HELLO 3")
				c.say(tt.say)
			})
			_, err := Dial(testContext(t), Options{Addr: addr})
			e := wantError(t, err, PhaseHello, tt.want)
			if e.BytesRead != int64(len(tt.say)) {
				t.Errorf("read %d bytes, want %d", e.BytesRead, len(tt.say))
			}
		})
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, say, want string }{
		{"silence", "", CodeTimeoutHello},
		{"half a reply", "%2\r\n", CodeTimeoutMidreply},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			addr := startScript(t, func(c *scripted) {
				_, _ = c.reader.Read()
				_, _ = io.WriteString(c.conn, tt.say)
				_, _ = io.Copy(io.Discard, c.conn)
			})
			err := patiently(func(timeout time.Duration) error {
				_, err := Dial(testContext(t), Options{Addr: addr, CommandTimeout: timeout})
				return err
			}, tt.want)
			wantError(t, err, PhaseHello, tt.want)
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%v does not unwrap to the deadline", err)
			}
		})
	}
}

func TestResolveFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, CodeDNSNotFound},
		{&net.DNSError{IsNotFound: true}, CodeDNSNotFound},
		{&net.DNSError{IsTimeout: true}, CodeDNSTimeout},
		{&net.DNSError{Err: "server misbehaving"}, CodeDNSServerFailure},
		{context.DeadlineExceeded, CodeDNSTimeout},
	} {
		o := Options{Addr: "cache.example:1", Lookup: func(context.Context, string) ([]netip.Addr, error) { return nil, tt.err }}
		peer, err := Handshake(testContext(t), o)
		wantError(t, err, PhaseResolve, tt.want)
		if peer != nil {
			t.Errorf("a peer without a connection: %+v", peer)
		}
	}
}

func TestUnixFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, stale := filepath.Join(dir, "file"), filepath.Join(dir, "s")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: stale, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none"): CodeUnixNotFound,
		filepath.Join(file, "s"):   CodeUnixNotFound,
		file:                       CodeUnixNotASocket,
		stale:                      CodeUnixStaleSocket,
		filepath.Join(dir, strings.Repeat("x", 108)): CodeUnixPathTooLong,
	} {
		_, err := Handshake(testContext(t), Options{Network: "unix", Addr: path})
		wantError(t, err, PhaseConnect, want)
	}
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{Addr: "host"}, CodeBadAddress},
		{Options{Network: "unix"}, CodeBadAddress},
		{Options{Network: "udp"}, CodeBadOption},
		{Options{Network: "unix", Addr: "/s", TLS: &TLSOptions{}}, CodeBadOption},
		{Options{DB: -1}, CodeBadOption},
		{Options{Protocol: 4}, CodeBadOption},
		{Options{ClientName: "a b"}, CodeBadClientName},
		{Options{Password: "x", Credentials: provider{}}, CodeBadOption},
	} {
		_, err := Dial(testContext(t), tt.o)
		wantError(t, err, PhaseConfig, tt.want)
	}
}

type provider struct {
	user, password string
	err            error
}

func (p provider) Credentials(context.Context) (user, password string, err error) {
	return p.user, p.password, p.err
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(c *scripted) {
		c.answer("HELLO 3 AUTH default s3cret", helloReply)
		c.setinfo(ok)
		c.answer("PING", "+PONG\r\n")
	})
	c, err := Dial(testContext(t), Options{Addr: addr, Credentials: provider{password: "s3cret"}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.Server().Name != "valkey" {
		t.Errorf("server %+v", c.Server())
	}
	silent := startScript(t, func(c *scripted) { c.expectClosed() })
	_, err = Dial(testContext(t), Options{Addr: silent, Credentials: provider{err: errors.New("vault is sealed")}})
	wantError(t, err, PhaseAuth, CodeCredentialsFailed)
}
