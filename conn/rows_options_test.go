package conn

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// clientInfo is what the server knows of the connection.
func clientInfo(t *testing.T, c *Conn) map[string]string {
	t.Helper()
	v, err := c.Do(testContext(t), "CLIENT", "INFO")
	if err != nil {
		t.Fatal(err)
	}
	info := map[string]string{}
	for _, field := range strings.Fields(v.Text()) {
		name, value, _ := strings.Cut(field, "=")
		info[name] = value
	}
	return info
}

func TestRow01Database(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for _, db := range []int{0, 3} {
		for _, protocol := range []int{2, 3} {
			var seen log
			c := dialed(t, Options{Addr: v.Addr, DB: db, Protocol: protocol, Trace: seen.trace()})
			if got := clientInfo(t, c)["db"]; got != fmt.Sprint(db) {
				t.Errorf("database %s, want %d", got, db)
			}
			if selects := strings.Contains(fmt.Sprint(seen.phases()), "select"); selects != (db != 0) {
				t.Errorf("database %d: phases %v", db, seen.phases())
			}
		}
	}
}

func TestRow02UsernamePassword(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{
		"--requirepass", "s3cret", "--user", "app", "on", ">apppw", "~*", "+@all", "--user", "open", "on", "nopass", "~*", "+@all",
	}})
	for _, protocol := range []int{2, 3} {
		for want, o := range map[string]Options{
			"default": {Password: "s3cret"},
			"app":     {Username: "app", Password: "apppw"},
			"open":    {Username: "open"}, // AUTH with an empty password
		} {
			o.Addr, o.Protocol = v.Addr, protocol
			if got := clientInfo(t, dialed(t, o))["user"]; got != want {
				t.Errorf("RESP%d: user %s, want %s", protocol, got, want)
			}
		}
		_, err := Dial(testContext(t), Options{Addr: v.Addr, Protocol: protocol, Username: "app"})
		wantError(t, err, PhaseAuth, CodeWrongPassword)
		var seen log
		_, err = Dial(testContext(t), Options{Addr: v.Addr, Protocol: protocol, Trace: seen.trace()})
		if CodeOf(err) != CodeAuthRequired || strings.Contains(fmt.Sprint(seen.phases()), "auth") {
			t.Errorf("RESP%d: %v with phases %v, want no AUTH", protocol, err, seen.phases())
		}
	}
}

func TestRow03CredentialsExcludePassword(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{Username: "u"}, {Password: "p"}, {Username: "u", Password: "p"}} {
		o.Addr, o.Credentials = "127.0.0.1:1", StaticCredentials("u", "p")
		_, err := Dial(testContext(t), o)
		wantError(t, err, PhaseConfig, CodeBadOption)
	}
}

// A peer that says nothing lets a read end, one that reads nothing a write.
func TestRow04SocketTimeout(t *testing.T) {
	t.Parallel()
	for name, command := range map[string][]string{"read": {"GET", "k"}, "write": {"SET", "k", strings.Repeat("x", 64<<20)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, _, err := ParseTarget("valkey://" + startScript(t, func(s *scripted) {
				s.answer("HELLO 3", "%1\r\n+proto\r\n:3\r\n")
				s.setinfo(ok)
				s.answer("PING", "+PONG\r\n")
				<-t.Context().Done()
			}) + "?socket_timeout=2")
			if err != nil {
				t.Fatal(err)
			}
			c := dialed(t, o)
			start := time.Now()
			_, err = c.Do(testContext(t), command...)
			wantError(t, err, PhaseCommand, CodeTimeoutCommand)
			if took := time.Since(start); took < 2*time.Second || took > time.Minute {
				t.Errorf("timeout after %v", took)
			}
		})
	}
}

func TestRow05ConnectTimeout(t *testing.T) {
	t.Parallel()
	t.Run("falls back to socket_timeout", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string][3]time.Duration{
			"":                               {5 * time.Second, 5 * time.Second, 5 * time.Second},
			"socket_timeout=2":               {2 * time.Second, 2 * time.Second, 2 * time.Second},
			"socket_timeout=2&ssl_timeout=3": {2 * time.Second, 3 * time.Second, 2 * time.Second},
			"socket_connect_timeout=1":       {time.Second, time.Second, 5 * time.Second},
			"socket_timeout=2&socket_connect_timeout=1": {time.Second, time.Second, 2 * time.Second},
		} {
			o, _, err := ParseTarget("valkey://h?" + query)
			if err != nil {
				t.Fatal(err)
			}
			o = o.withDefaults()
			if got := [3]time.Duration{o.ConnectTimeout, o.TLSTimeout, o.CommandTimeout}; got != want {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
	})
	t.Run("each phase has its own", func(t *testing.T) {
		t.Parallel()
		silent := startScript(t, func(s *scripted) { _, _ = io.Copy(io.Discard, s.conn) })
		const short = 50 * ms
		for name, tt := range map[string]struct {
			o     Options
			phase Phase
			code  string
		}{
			"resolve": {Options{Addr: "host:1", ConnectTimeout: short, Lookup: never}, PhaseResolve, CodeDNSTimeout},
			"tls":     {Options{Addr: silent, TLSTimeout: short, TLS: &TLSOptions{}}, PhaseTLS, CodeTimeoutTLS},
			"hello":   {Options{Addr: silent, CommandTimeout: short}, PhaseHello, CodeTimeoutHello},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				_, err := Dial(testContext(t), tt.o)
				wantError(t, err, tt.phase, tt.code)
			})
		}
	})
}

// never is a resolver without an answer.
func never(ctx context.Context, host string) ([]netip.Addr, error) {
	<-ctx.Done()
	return nil, &net.DNSError{Err: "no answer", Name: host, IsTimeout: true}
}

// sizes are the largest reads asked of a source.
type sizes struct {
	source bytes.Reader
	most   int
}

func (s *sizes) Read(p []byte) (int, error) {
	s.most = max(s.most, len(p))
	return s.source.Read(p)
}

func TestRow11ReadSize(t *testing.T) {
	t.Parallel()
	var s sizes
	s.source.Reset(bytes.Repeat([]byte("+a simple string\r\n"), 20_000))
	r := resp.NewReader(&s, resp.Limits{})
	for range 20_000 {
		if _, err := r.Read(); err != nil {
			t.Fatal(err)
		}
	}
	if s.most < 16<<10 || s.most > 64<<10 {
		t.Errorf("reads up to %d bytes at once, want 16 to 64 KiB", s.most)
	}
}

func TestRow13ClientName(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for _, protocol := range []int{2, 3} {
		for _, name := range []string{"", "me"} {
			c := dialed(t, Options{Addr: v.Addr, Protocol: protocol, ClientName: name})
			if got := clientInfo(t, c)["name"]; got != name {
				t.Errorf("RESP%d: name %q, want %q", protocol, got, name)
			}
		}
	}
	_, err := Dial(testContext(t), Options{Addr: v.Addr, ClientName: "not one word"})
	wantError(t, err, PhaseConfig, CodeBadClientName)
}

func TestRow14LibraryName(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for _, tt := range []struct{ query, name, version string }{
		{"", "vkcheck", Options{}.withDefaults().LibVersion},
		{"?lib_name=mine&lib_version=1.2", "mine", "1.2"},
		{"?lib_name=-", "", ""},
	} {
		o, _, err := ParseTarget("valkey://" + v.Addr + tt.query)
		if err != nil {
			t.Fatal(err)
		}
		info := clientInfo(t, dialed(t, o))
		if info["lib-name"] != tt.name || info["lib-ver"] != tt.version {
			t.Errorf("%s: %s %s, want %s %s", tt.query, info["lib-name"], info["lib-ver"], tt.name, tt.version)
		}
	}
}

func TestRow16Protocol(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for protocol, want := range map[int]string{0: "3", 2: "2", 3: "3"} {
		if got := clientInfo(t, dialed(t, Options{Addr: v.Addr, Protocol: protocol}))["resp"]; got != want {
			t.Errorf("protocol %d is RESP%s, want RESP%s", protocol, got, want)
		}
	}
	for _, protocol := range []int{-1, 1, 4} {
		_, err := Dial(testContext(t), Options{Addr: v.Addr, Protocol: protocol})
		wantError(t, err, PhaseConfig, CodeBadOption)
	}
}

// No way to print options tells a secret.
func TestRow21ReprWithoutSecrets(t *testing.T) {
	t.Parallel()
	o := Options{
		Addr: "host:1", DB: 2, Username: "u", Password: "s3cret", Credentials: StaticCredentials("u", "s3cret"),
		TLS: &TLSOptions{KeyPassphrase: "s3cret"},
	}
	const want = "valkeys://u@host:1/2"
	var text, encoded bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("", "options", o)
	slog.New(slog.NewJSONHandler(&encoded, nil)).Info("", "options", o)
	for _, got := range []string{fmt.Sprint(o), fmt.Sprintf("%+v", o), text.String(), encoded.String()} {
		if !strings.Contains(got, want) {
			t.Errorf("%s does not tell %s", got, want)
		}
	}
	all := fmt.Sprintf("%v %+v %#v %v %+v", o, o, o, &o, []any{&o, PoolOptions{Options: o}, o.TLS, *o.TLS}) + text.String() + encoded.String()
	if raw, err := json.Marshal(o.Password); err != nil || strings.Contains(all+string(raw), "s3cret") {
		t.Errorf("%v: a secret is told: %s %s", err, all, raw)
	}
}
