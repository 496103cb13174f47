package conn

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// startFront starts a TLS front before a backend.
func startFront(t *testing.T, o lab.FrontOptions) string {
	t.Helper()
	backend, err := lab.StartBackend()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Close)
	o.Backend = backend.Addr()
	f, err := lab.StartFront(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f.Addr()
}

func TestHandshakePeer(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	cert := p.server.TLS()
	cert.OCSPStaple = []byte("staple")
	addr := startFront(t, lab.FrontOptions{Certificate: cert})
	_, port, _ := net.SplitHostPort(addr)
	peer, err := Handshake(testContext(t), Options{Addr: "localhost:" + port, TLS: &TLSOptions{CAFile: p.ca}})
	if err != nil {
		t.Fatal(err)
	}
	if peer.ServerName != "localhost" || peer.Version != tls.VersionTLS13 || peer.Addr != addr || !peer.IP.IsLoopback() {
		t.Errorf("peer %+v", peer)
	}
	if !bytes.Equal(peer.Staple, []byte("staple")) || len(peer.Chain) != 2 || peer.ClientCertRequested {
		t.Errorf("peer %+v", peer)
	}
}

func TestHandshakeVerdicts(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	addr := startFront(t, lab.FrontOptions{Certificate: p.server.TLS()})
	later := func() time.Time { return time.Now().AddDate(50, 0, 0) }
	caPEM, err := os.ReadFile(p.ca)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		o        TLSOptions
		want     string // the code; empty for success
		chainErr string // the code kept in the peer
	}{
		{"trusted by file", TLSOptions{CAFile: p.ca}, "", ""},
		{"trusted by data", TLSOptions{CAData: caPEM}, "", ""},
		{"trusted by directory", TLSOptions{CADir: p.dir}, "", ""},
		{"not trusted", TLSOptions{}, ocspcheck.CodeUnknownCA, ocspcheck.CodeUnknownCA},
		{"not trusted, insecure", TLSOptions{Verify: VerifyOptional}, "", ocspcheck.CodeUnknownCA},
		{"other name", TLSOptions{CAFile: p.ca, VerifyName: "example.org"}, ocspcheck.CodeNameMismatch, ocspcheck.CodeNameMismatch},
		{"other SNI", TLSOptions{CAFile: p.ca, ServerName: "example.org"}, ocspcheck.CodeNameMismatch, ocspcheck.CodeNameMismatch},
		{"other SNI, own name", TLSOptions{CAFile: p.ca, ServerName: "example.org", VerifyName: "localhost"}, "", ""},
		{"other name, insecure name", TLSOptions{CAFile: p.ca, VerifyName: "example.org", InsecureName: true}, "", ocspcheck.CodeNameMismatch},
		{"not trusted, insecure name", TLSOptions{InsecureName: true}, ocspcheck.CodeUnknownCA, ocspcheck.CodeUnknownCA},
		{"expired", TLSOptions{CAFile: p.ca, Clock: later}, ocspcheck.CodeExpired, ocspcheck.CodeExpired},
		{"expired, insecure name", TLSOptions{CAFile: p.ca, Clock: later, InsecureName: true}, ocspcheck.CodeExpired, ocspcheck.CodeExpired},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			peer, err := Handshake(testContext(t), patient(Options{Addr: addr, TLS: &tt.o}))
			if peer == nil || len(peer.Sent) == 0 || peer.Version == 0 {
				t.Fatalf("peer %+v, %v", peer, err)
			}
			if CodeOf(err) != tt.want || (err == nil) != (tt.want == "") {
				t.Errorf("got %v, want code %q", err, tt.want)
			}
			var kept *ocspcheck.ChainError
			if errors.As(peer.ChainErr, &kept); (kept == nil) != (tt.chainErr == "") || kept != nil && kept.Code != tt.chainErr {
				t.Errorf("kept %v, want code %q", peer.ChainErr, tt.chainErr)
			}
		})
	}
}

// No credential leaves before the verdict on the certificate.
func TestNoCredentialsToAStranger(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	backend := startScript(t, func(c *scripted) { c.expectClosed() })
	f, err := lab.StartFront(lab.FrontOptions{Certificate: p.server.TLS(), Backend: backend})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = Dial(testContext(t), Options{Addr: f.Addr(), Password: "s3cret", TLS: &TLSOptions{}})
	wantError(t, err, PhaseTLS, ocspcheck.CodeUnknownCA)
}

func TestVersionsDoNotMeet(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	addr := startFront(t, lab.FrontOptions{Certificate: p.server.TLS(), MaxVersion: tls.VersionTLS12})
	peer, err := Handshake(testContext(t), Options{Addr: addr, TLS: &TLSOptions{CAFile: p.ca, MinVersion: tls.VersionTLS13}})
	wantError(t, err, PhaseTLS, CodeTLSVersion)
	if peer == nil || peer.Addr != addr {
		t.Errorf("peer %+v", peer)
	}
}

func TestTLSToPlainWords(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(c *scripted) { c.say("-ERR unknown command\r\n"); c.expectClosed() })
	_, err := Handshake(testContext(t), Options{Addr: addr, TLS: &TLSOptions{}})
	if e := wantError(t, err, PhaseTLS, CodeTLSToPlaintextPort); e.Reply != "-ERR " {
		t.Errorf("reply %q", e.Reply)
	}
}

func TestTLSClosedEarly(t *testing.T) {
	t.Parallel()
	addr := startScript(t, func(*scripted) {})
	_, err := Handshake(testContext(t), Options{Addr: addr, TLS: &TLSOptions{}})
	wantError(t, err, PhaseTLS, CodeTLSClosedEarly)
}

// Every alert of crypto/tls has the text that the table expects.
func TestAlertTexts(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{}
	for number := range 256 {
		texts[strings.TrimPrefix(tls.AlertError(number).Error(), "tls: ")] = true
	}
	for text, code := range alertCodes {
		if !texts[text] {
			t.Errorf("this Go version has no alert %q", text)
		}
		err := &net.OpError{Op: "remote error", Err: errors.New("tls: " + text)}
		if got := alertCode(err, false, false); got != code {
			t.Errorf("%q: got %s, want %s", text, got, code)
		}
	}
	handshakeFailure := &net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}
	if got := alertCode(handshakeFailure, true, false); got != CodeClientCertRequired {
		t.Errorf("asked for a certificate that we have not: %s", got)
	}
	if got := alertCode(handshakeFailure, true, true); got != CodeClientCertRejected {
		t.Errorf("asked for a certificate and shown one: %s", got)
	}
	if got := alertCode(&net.OpError{Op: "remote error", Err: errors.New("tls: internal error")}, false, false); got != CodeTLSAlert {
		t.Errorf("another alert: %s", got)
	}
	if got := alertCode(errors.New("tls: handshake failure"), true, false); got != "" {
		t.Errorf("our own error: %s", got)
	}
}

func TestCertificateFiles(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	junk := write("junk", "no PEM here")
	encrypted := write("encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
	old := write("old", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n")
	broken := write("broken", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	cut := write("cut", "-----BEGIN CERTIFICATE-----\nAAAA\n")
	empty := t.TempDir()
	missing := filepath.Join(dir, "missing")
	for _, tt := range []struct {
		name string
		o    TLSOptions
		want string
	}{
		{"no CA file", TLSOptions{CAFile: missing}, CodeCertFileMissing},
		{"no CA directory", TLSOptions{CADir: missing}, CodeCertFileMissing},
		{"CA file is a directory", TLSOptions{CAFile: dir}, CodeCertFileUnreadable},
		{"CA file without certificates", TLSOptions{CAFile: junk}, CodeCABundleEmpty},
		{"CA data without certificates", TLSOptions{CAData: []byte("x")}, CodeCABundleEmpty},
		{"empty CA directory", TLSOptions{CADir: empty}, CodeCABundleEmpty},
		{"no certificate", TLSOptions{CertFile: missing, KeyFile: p.cKey}, CodeCertFileMissing},
		{"no key", TLSOptions{CertFile: p.clientCert, KeyFile: missing}, CodeCertFileMissing},
		{"key alone", TLSOptions{KeyFile: p.cKey}, CodeBadOption},
		{"no PEM", TLSOptions{CertFile: junk, KeyFile: p.cKey}, CodeCertNotPEM},
		{"key no PEM", TLSOptions{CertFile: p.clientCert, KeyFile: junk}, CodeCertNotPEM},
		{"swapped", TLSOptions{CertFile: p.cKey, KeyFile: p.clientCert}, CodeCertKeySwapped},
		{"a certificate alone", TLSOptions{CertFile: p.clientCert}, CodeBadOption},
		{"a key in its place", TLSOptions{CertFile: p.cKey}, CodeCertKeySwapped},
		{"mismatch", TLSOptions{CertFile: p.clientCert, KeyFile: p.xKey}, CodeCertKeyMismatch},
		{"encrypted", TLSOptions{CertFile: p.clientCert, KeyFile: encrypted}, CodeKeyEncrypted},
		{"encrypted, old form", TLSOptions{CertFile: p.clientCert, KeyFile: old}, CodeKeyEncrypted},
		{"broken", TLSOptions{CertFile: broken, KeyFile: p.cKey}, CodeCertMalformed},
		{"cut off", TLSOptions{CertFile: cut, KeyFile: p.cKey}, CodeCertMalformed},
		{"key cut off", TLSOptions{CertFile: p.clientCert, KeyFile: cut}, CodeCertMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Handshake(testContext(t), Options{Addr: "127.0.0.1:1", TLS: &tt.o})
			wantError(t, err, PhaseConfig, tt.want)
		})
	}
}
