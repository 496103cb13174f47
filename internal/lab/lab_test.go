package lab

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestScenarios sets every scenario up and looks at it with Go's own TLS: the
// defect that the row names is there, and no other.
func TestScenarios(t *testing.T) {
	t.Parallel()
	l, err := Start(Options{Dir: t.TempDir(), Scenarios: Scenarios()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	pem, err := os.ReadFile(l.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatal("ca.pem holds no certificate")
	}
	for _, e := range l.Endpoints {
		c, err := net.Dial("tcp", e.Addr)
		if (err != nil) != e.Server.Closed {
			t.Errorf("%s: dial: %v", e.Name, err)
			continue
		}
		if err != nil {
			continue
		}
		if !e.Server.Plain && e.Server.Before == nil && e.Server.Version == 0 {
			look(t, e, roots, c)
		}
		_ = c.Close()
	}
}

// refusedByGo are the codes of what crypto/x509 refuses by itself.
var refusedByGo = []string{
	"critical-extension", "expired", "intermediate-expired", "ip-not-in-san", "issuer-not-a-ca", "missing-intermediate", "name-constraint",
	"name-mismatch", "not-yet-valid", "path-length", "self-signed", "sha1-signature", "unknown-ca", "wrong-key-usage",
}

func look(t *testing.T, e Endpoint, roots *x509.CertPool, raw net.Conn) {
	t.Helper()
	c := tls.Client(raw, &tls.Config{ServerName: "localhost", InsecureSkipVerify: true})
	if err := c.Handshake(); err != nil {
		t.Errorf("%s: %v", e.Name, err)
		return
	}
	state := c.ConnectionState()
	if got, want := state.OCSPResponse != nil, e.Staple.Answer != nil || e.Staple.Forgery != ""; got != want {
		t.Errorf("%s: stapled %v, want %v", e.Name, got, want)
	}
	o := x509.VerifyOptions{Roots: roots, DNSName: "127.0.0.1", Intermediates: x509.NewCertPool()}
	for _, cert := range state.PeerCertificates[1:] {
		o.Intermediates.AddCert(cert)
	}
	_, err := state.PeerCertificates[0].Verify(o)
	faulty := slices.Contains(refusedByGo, e.Want.OCSP.Code) || e.Certificate.Sends == LeafAlone
	if (err != nil) != faulty {
		t.Errorf("%s: Go's verification says %v", e.Name, err)
	}
}

func TestScenarioTableIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range Scenarios() {
		if seen[s.Name] {
			t.Errorf("%s stands twice", s.Name)
		}
		seen[s.Name] = true
		if s.About == "" || s.Source == "" || strings.ToLower(s.Name) != s.Name {
			t.Errorf("%s: a row has a lower-case name, says what is the case and cites its source", s.Name)
		}
		if (s.Must == "") != (s.Flags != nil) || s.Kind == "" {
			t.Errorf("%s: of kind %q, and a client must %q: it has a duty unless that depends on flags", s.Name, s.Kind, s.Must)
		}
	}
	if len(seen) < 80 {
		t.Errorf("%d scenarios, want at least 80", len(seen))
	}
	if _, ok := FindScenario("no-such"); ok {
		t.Error("found a scenario that is not there")
	}
}

func TestStartRefusesAMissingDir(t *testing.T) {
	t.Parallel()
	if _, err := Start(Options{Dir: t.TempDir() + "/missing", Scenarios: Scenarios()[:1]}); err == nil {
		t.Error("a lab without a directory for its files started")
	}
}
