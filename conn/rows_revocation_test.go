package conn

import (
	"crypto/tls"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// The rows 37 to 39 of what valkey-py's connections do: revocation, and what
// one connection keeps of the one before.

// watchedServer is a real server before which a TLS front may stand, and a
// plain connection to it that knows what reached it.
type watchedServer struct {
	*lab.Valkey
	watch *Conn
}

func startWatched(t *testing.T, o lab.ValkeyOptions) *watchedServer {
	t.Helper()
	v := startValkey(t, o)
	c, err := Dial(testContext(t), Options{Addr: v.Addr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return &watchedServer{v, c}
}

// calls forgets what came before and gives the names of the commands that
// reach the server while f runs, and the number of connections.
func (w *watchedServer) calls(t *testing.T, f func()) (commands string, connections int) {
	t.Helper()
	ask := func(words ...string) string {
		v, err := w.watch.Do(testContext(t), words...)
		if err != nil {
			t.Fatal(err)
		}
		return v.Text()
	}
	ask("CONFIG", "RESETSTAT")
	f()
	_, after, _ := strings.Cut(ask("INFO", "stats"), "total_connections_received:")
	line, _, _ := strings.Cut(after, "\r\n")
	connections, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return ask("INFO", "commandstats"), connections
}

// front starts a TLS front before the server.
func (w *watchedServer) front(t *testing.T, cert tls.Certificate) string {
	t.Helper()
	f, err := lab.StartFront(lab.FrontOptions{Certificate: cert, Backend: w.Addr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f.Addr()
}

// Row 37: ssl_validate_ocsp, the responder that the certificate names.
func TestRow37ResponderAsked(t *testing.T) {
	t.Parallel()
	l := newOCSPLab(t)
	leaf := l.leaf(t, nil)
	cert, key, err := leaf.WriteFiles(t.TempDir(), "server")
	if err != nil {
		t.Fatal(err)
	}
	w := startWatched(t, lab.ValkeyOptions{CertFile: cert, KeyFile: key})
	o := Options{Addr: w.TLSAddr, Password: "s3cret", TLS: &TLSOptions{CAFile: l.ca, Revocation: &Revocation{Responder: true}}}

	l.responder.Set(leaf.Cert, *saysGood)
	commands, _ := w.calls(t, func() {
		peer := pings(t, o)
		if s := peer.Revocation[0]; s.Verdict != ocspcheck.Good || s.Mechanism != ocspcheck.MechanismOCSP {
			t.Errorf("status %+v", s)
		}
	})
	if !strings.Contains(commands, "cmdstat_hello") {
		t.Errorf("a good certificate, and no HELLO: %s", commands)
	}
	for answer, code := range map[*lab.Answer]string{
		saysRevoked: ocspcheck.CodeOCSPCertRevoked, saysUnknown: ocspcheck.CodeOCSPCertUnknown, saysLater: ocspcheck.CodeOCSPResponderTryLater,
	} {
		l.responder.Set(leaf.Cert, *answer)
		commands, _ := w.calls(t, func() { refused(t, o, PhaseOCSP, code) })
		if strings.Contains(commands, "cmdstat_hello") || strings.Contains(commands, "cmdstat_auth") {
			t.Errorf("%s: credentials reached the server: %s", code, commands)
		}
	}
}

// Row 38: ssl_validate_ocsp_stapled, ssl_ocsp_expected_cert. valkey-py opens a
// second connection to read the staple, and refuses both modes together.
func TestRow38Staple(t *testing.T) {
	t.Parallel()
	l, w := newOCSPLab(t), startWatched(t, lab.ValkeyOptions{})
	leaf, dir := l.leaf(t, nil), t.TempDir()
	l.responder.Set(leaf.Cert, *saysGood)
	expected, key, err := leaf.WriteFiles(dir, "expected")
	if err != nil {
		t.Fatal(err)
	}
	another, _, err := l.leaf(t, nil).WriteFiles(dir, "another")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		staple *lab.Answer
		r      Revocation
		phase  Phase
		code   string // empty for a connection
	}{
		{"good", saysGood, Revocation{Staple: true}, "", ""},
		{"revoked", saysRevoked, Revocation{Staple: true}, PhaseOCSP, ocspcheck.CodeOCSPCertRevoked},
		{"missing", nil, Revocation{Staple: true}, PhaseOCSP, ocspcheck.CodeMustStapleMissing},
		{"missing, soft", nil, Revocation{Staple: true, Soft: true}, "", ""},
		{"the expected certificate", saysGood, Revocation{Staple: true, ExpectedFile: expected}, "", ""},
		{"another certificate", saysGood, Revocation{Staple: true, ExpectedFile: another}, PhaseOCSP, CodeCertPinMismatch},
		{"another certificate, soft", saysGood, Revocation{Staple: true, Soft: true, ExpectedFile: another}, PhaseOCSP, CodeCertPinMismatch},
		{"no file of the expected certificate", saysGood, Revocation{ExpectedFile: dir + "/none"}, PhaseConfig, CodeCertFileMissing},
		{"no certificate in it", saysGood, Revocation{ExpectedFile: key}, PhaseConfig, CodeCertMalformed},
		{"both modes together", saysGood, Revocation{Staple: true, Responder: true}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			addr := w.front(t, l.stapled(t, leaf, tt.staple))
			o := Options{Addr: addr, Password: "s3cret", TLS: &TLSOptions{CAFile: l.ca, Revocation: &tt.r}}
			commands, connections := w.calls(t, func() {
				if tt.code != "" {
					refused(t, o, tt.phase, tt.code)
				} else {
					pings(t, o)
				}
			})
			if connections > 1 {
				t.Errorf("%d connections for one staple", connections)
			}
			if spoke := strings.Contains(commands, "cmdstat_hello"); spoke != (tt.code == "") {
				t.Errorf("HELLO reached the server: %t: %s", spoke, commands)
			}
		})
	}
}

// Row 39: a new SSLContext for each connect (sync), one that is kept (async).
func TestRow39ContextOfEachConnect(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	for _, version := range tlsVersions {
		t.Run(version.name, func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey})
			with := func(ca string, sessions tls.ClientSessionCache) Options {
				return Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: ca, MinVersion: version.version, MaxVersion: version.version, Sessions: sessions}}
			}
			t.Run("sync, the files are read again", func(t *testing.T) {
				o := with(copyFile(t, filepath.Join(t.TempDir(), "ca"), p.strangeCert), nil)
				refused(t, o, PhaseTLS, ocspcheck.CodeUnknownCA)
				copyFile(t, o.TLS.CAFile, p.ca)
				for range 2 {
					if peer := pings(t, o); peer.Resumed {
						t.Error("resumed without a session cache")
					}
				}
			})
			t.Run("async, the session is resumed and judged again", func(t *testing.T) {
				sessions := tls.NewLRUClientSessionCache(4)
				for i := range 3 {
					peer := pings(t, with(p.ca, sessions))
					if peer.Resumed != (i > 0) || len(peer.Chain) != 2 || peer.ChainErr != nil {
						t.Errorf("connection %d: resumed %t, chain %v, %v", i, peer.Resumed, peer.Chain, peer.ChainErr)
					}
				}
				_, err := Dial(testContext(t), with(p.strangeCert, sessions))
				if e := wantError(t, err, PhaseTLS, ocspcheck.CodeUnknownCA); !e.Peer.Resumed {
					t.Error("the refused session was not resumed")
				}
			})
		})
	}
}
