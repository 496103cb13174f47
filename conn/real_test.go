package conn

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// The servers that the tests below run against; each is skipped where it is
// not installed.
var servers = []string{"valkey-server", "redis-server"}

func TestRealLife(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{
				Binary: binary, CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca,
				Args: []string{"--requirepass", "s3cret", "--user", "app", "on", ">apppw", "~*", "+@all"},
			})
			for _, o := range []Options{
				{Addr: v.Addr, Password: "s3cret"},
				{Addr: v.Addr, Password: "s3cret", Protocol: 2},
				{Addr: v.Addr, Username: "app", Password: "apppw"},
				{Addr: v.Addr, Username: "app", Password: "apppw", Protocol: 2},
				{Network: "unix", Addr: v.Socket, Password: "s3cret"},
				{Addr: v.TLSAddr, Password: "s3cret", TLS: &TLSOptions{CAFile: p.ca}},
				{Addr: v.TLSAddr, Username: "app", Password: "apppw", Protocol: 2, TLS: &TLSOptions{CAFile: p.ca, MaxVersion: tls.VersionTLS12}},
			} {
				o.ClientName, o.DB = "vkcheck-test", 3
				checkLife(t, o, binary)
			}
		})
	}
}

func checkLife(t *testing.T, o Options, binary string) {
	t.Helper()
	ctx := testContext(t)
	var seen log
	o.Trace = seen.trace()
	c, err := Dial(ctx, o)
	if err != nil {
		t.Fatalf("%+v: %v", o, err)
	}
	defer c.Close()
	setinfo := "+setinfo"
	if binary == "redis-server" { // CLIENT SETINFO came with 7.2
		setinfo += "!"
	}
	want := []string{"config", "connect"}
	if o.TLS != nil {
		want = append(want, "tls")
	}
	if o.Protocol == 2 {
		want = append(want, "auth", "setname")
	} else {
		want = append(want, "hello", "+auth", "+setname")
	}
	want = append(want, setinfo, "+select", "+ready")
	if diff := cmp.Diff(want, seen.phases()); diff != "" {
		t.Errorf("%s %d: phases: -want +got\n%s", o.Addr, o.Protocol, diff)
	}
	protocol := 3
	if o.Protocol == 2 {
		protocol = 2
	}
	if c.Protocol() != protocol {
		t.Errorf("protocol %d, want %d", c.Protocol(), protocol)
	}
	if protocol == 3 && (c.Server().Mode != "standalone" || c.Server().Version == "") {
		t.Errorf("server %+v", c.Server())
	}
	info, err := c.Do(ctx, "CLIENT", "INFO")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"name=vkcheck-test ", "db=3 "} {
		if !strings.Contains(info.Text(), word) {
			t.Errorf("CLIENT INFO has no %q: %s", word, info.Text())
		}
	}
	if binary == "valkey-server" && !strings.Contains(info.Text(), "lib-name=vkcheck ") {
		t.Errorf("CLIENT INFO has no library: %s", info.Text())
	}
	checkCommands(t, c)
}

func checkCommands(t *testing.T, c *Conn) {
	t.Helper()
	ctx := testContext(t)
	replies, err := c.Pipeline(ctx, [][]string{{"SET", "k", "v\r\n\x00"}, {"GET", "k"}, {"LPUSH", "k", "x"}, {"GET", "none"}, {"DEL", "h"}, {"HSET", "h", "f", "1"}, {"HGETALL", "h"}})
	if err != nil {
		t.Fatal(err)
	}
	if replies[0].Text() != "OK" || replies[1].Text() != "v\r\n\x00" || !replies[3].IsNull() {
		t.Errorf("replies %v", replies)
	}
	if !replies[2].IsError() || ReplyCode(replies[2].Text()) != CodeWrongType {
		t.Errorf("LPUSH on a string: %v", replies[2])
	}
	if f, ok := replies[6].Get("f"); !ok || f.Text() != "1" || (c.Protocol() == 3) != (replies[6].Kind() == resp.Map) {
		t.Errorf("HGETALL: %v", replies[6])
	}
	_, err = c.Do(ctx, "LPUSH", "k", "x")
	wantError(t, err, PhaseCommand, CodeWrongType)
	if _, err := c.Do(ctx, "PING"); err != nil {
		t.Errorf("after an error reply: %v", err)
	}
}

func TestRealRefusals(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			locked := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--requirepass", "s3cret", "--user", "getter", "on", ">getterpw", "~*", "+get", "+select"}})
			open := startValkey(t, lab.ValkeyOptions{Binary: binary})
			for _, tt := range []struct {
				name  string
				o     Options
				phase Phase
				code  string
			}{
				{"no password", Options{Addr: locked.Addr}, PhaseHello, CodeAuthRequired},
				{"no password, RESP2", Options{Addr: locked.Addr, Protocol: 2}, PhaseReady, CodeAuthRequired},
				{"wrong password", Options{Addr: locked.Addr, Password: "wr0ng"}, PhaseAuth, CodeWrongPassword},
				{"wrong password, RESP2", Options{Addr: locked.Addr, Password: "wr0ng", Protocol: 2}, PhaseAuth, CodeWrongPassword},
				{"unknown user", Options{Addr: locked.Addr, Username: "nobody", Password: "wr0ng"}, PhaseAuth, CodeWrongPassword},
				{"needless password, RESP2", Options{Addr: open.Addr, Password: "wr0ng", Protocol: 2}, PhaseAuth, CodeAuthNotConfigured},
				{"database", Options{Addr: open.Addr, DB: 99}, PhaseSelect, CodeDBOutOfRange},
				{"database, RESP2", Options{Addr: open.Addr, DB: 99, Protocol: 2}, PhaseSelect, CodeDBOutOfRange},
				{"TLS to a plain port", Options{Addr: open.Addr, TLS: &TLSOptions{}, TLSTimeout: 300 * time.Millisecond}, PhaseTLS, CodeTimeoutTLS},
			} {
				t.Run(tt.name, func(t *testing.T) {
					t.Parallel()
					tt.o.ClientName = "x"
					_, err := Dial(testContext(t), tt.o)
					e := wantError(t, err, tt.phase, tt.code)
					if strings.Contains(err.Error(), "wr0ng") {
						t.Errorf("the error tells the password: %v", err)
					}
					if e.Peer == nil || e.Addr == "" {
						t.Errorf("no peer or address in %+v", e)
					}
					if tt.code == CodeTimeoutTLS && e.BytesRead != 0 {
						t.Errorf("read %d bytes of a silent server", e.BytesRead)
					}
				})
			}
			t.Run("a user without PING", func(t *testing.T) {
				t.Parallel()
				c, err := Dial(testContext(t), Options{Addr: locked.Addr, Username: "getter", Password: "getterpw"})
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				_, err = c.Do(testContext(t), "SET", "k", "v")
				wantError(t, err, PhaseCommand, CodeACLDeniedCommand)
			})
		})
	}
}

func TestRealClientCertificate(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca, AuthClients: "yes"})
	for _, version := range tlsVersions {
		refused := PhaseTLS // TLS 1.2 refuses within the handshake, TLS 1.3 after it
		if version.version == tls.VersionTLS13 {
			refused = PhaseTLSConfirm
		}
		for _, tt := range []struct {
			name, cert, key, code string
		}{
			{"none", "", "", CodeClientCertRequired},
			{"good", p.clientCert, p.cKey, ""},
			{"of another root", p.strangeCert, p.xKey, CodeClientCertUnknownCA},
		} {
			t.Run(version.name+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				ctx := testContext(t)
				o := Options{Addr: v.TLSAddr, TLS: &TLSOptions{
					CAFile: p.ca, CertFile: tt.cert, KeyFile: tt.key,
					MinVersion: version.version, MaxVersion: version.version,
				}}
				var seen log
				o.Trace = seen.trace()
				peer, err := Handshake(ctx, o)
				c, dialErr := Dial(ctx, o)
				if peer == nil || !peer.ClientCertRequested || len(peer.Chain) != 2 {
					t.Errorf("peer %+v", peer)
				}
				want := strings.Fields("config connect tls config connect tls hello +setinfo +ready")
				switch {
				case tt.code != "" && version.version == tls.VersionTLS13:
					want = strings.Fields("config connect tls tls-confirm! config connect tls tls-confirm!")
				case tt.code != "":
					want = strings.Fields("config connect tls! config connect tls!")
				case version.version == tls.VersionTLS13:
					want = strings.Fields("config connect tls tls-confirm config connect tls tls-confirm +hello +setinfo +ready")
				}
				if diff := cmp.Diff(want, seen.phases()); diff != "" {
					t.Errorf("phases: -want +got\n%s", diff)
				}
				if tt.code != "" {
					wantError(t, err, refused, tt.code)
					wantError(t, dialErr, refused, tt.code)
					return
				}
				if err != nil || dialErr != nil {
					t.Fatal(err, dialErr)
				}
				defer c.Close()
			})
		}
	}
}

func TestRealSecondOpinions(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca, AuthClients: "yes", Args: []string{"--requirepass", "x"}})
	ctx := testContext(t)
	if ok, line, err := SpeaksRESP(ctx, patient(Options{Addr: v.Addr, Password: "x", TLS: &TLSOptions{}})); err != nil || !ok || line != "NOAUTH Authentication required." {
		t.Errorf("plain port: %t %q %v", ok, line, err)
	}
	if ok, _, err := SpeaksRESP(ctx, Options{Addr: v.TLSAddr}); ok || err == nil {
		t.Errorf("TLS port: %t %v", ok, err)
	}
	if peer, err := SpeaksTLS(ctx, patient(Options{Addr: v.TLSAddr})); err != nil || len(peer.Sent) == 0 || peer.ChainErr == nil {
		t.Errorf("TLS port: %+v %v", peer, err)
	}
	if _, err := SpeaksTLS(ctx, Options{Addr: v.Addr, TLSTimeout: 200 * time.Millisecond}); CodeOf(err) != CodeTimeoutTLS {
		t.Errorf("plain port: %v", err)
	}
	_, err := Dial(ctx, Options{Addr: v.TLSAddr})
	if code := CodeOf(err); code != CodeResetAfterAccept && code != CodeClosedOnAccept {
		t.Errorf("plain text to a TLS port: %v", err)
	}
}

func TestRealMaxClients(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--maxclients", "1"}})
	ctx := testContext(t)
	var c *Conn
	for c == nil { // the client that asked for readiness may still count
		var err error
		if c, err = Dial(ctx, Options{Addr: v.Addr}); err != nil && CodeOf(err) != CodeMaxClients {
			t.Fatal(err)
		}
	}
	defer c.Close()
	for range 20 {
		_, err := Dial(ctx, Options{Addr: v.Addr})
		wantError(t, err, PhaseHello, CodeMaxClients)
	}
}

func TestRealCancel(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c, err := Dial(testContext(t), Options{Addr: v.Addr})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = c.Do(ctx, "BLPOP", "nothing", "0")
	wantError(t, err, PhaseCommand, CodeCanceled)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is no context.Canceled", err)
	}
	if _, err = c.Do(testContext(t), "PING"); err != nil {
		t.Errorf("the next command does not dial again: %v", err)
	}

	c = dialed(t, Options{Addr: v.Addr})
	c.link.o.CommandTimeout = 100 * time.Millisecond
	_, err = c.Do(testContext(t), "BLPOP", "nothing", "0")
	wantError(t, err, PhaseCommand, CodeTimeoutCommand)
}
