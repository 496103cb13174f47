package probe

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestWordsOfWhatWasNotGiven: a user without a password is told of it, and
// silence behind TLS is not counted in the bytes of the handshake.
func TestWordsOfWhatWasNotGiven(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "app", "on", ">secret", "+@all")
	for password, want := range map[conn.Secret]string{"": "; it got an empty password, for none was given", "other": "or user is disabled."} {
		o := conn.Options{Addr: v.Addr, Username: "app", Password: password}
		_, err := conn.Dial(t.Context(), o)
		if got := Diagnose(t.Context(), o, err).Evidence; !strings.HasPrefix(got, "WRONGPASS") || !strings.HasSuffix(got, want) {
			t.Errorf("password %q: %q", string(password), got)
		}
	}
	root := must(lab.NewRoot("root"))(t)
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"127.0.0.1"}}))(t)
	ca := t.TempDir() + "/ca.pem"
	if err := root.WriteFile(ca); err != nil {
		t.Fatal(err)
	}
	silent := startFault(t, lab.Hush)
	f := must(lab.StartFront(lab.FrontOptions{Certificate: leaf.TLS(), Backend: silent}))(t)
	t.Cleanup(f.Close)
	o := conn.Options{Addr: f.Addr(), TLS: &conn.TLSOptions{CAFile: ca}, CommandTimeout: 200 * time.Millisecond}
	_, err := conn.Dial(t.Context(), o)
	if got := words(o, err.(*conn.Error)); got != "the TLS handshake was answered, and nothing came after it before the time was up" {
		t.Errorf("%q, %v", got, err)
	}
}

// The evidence of a handshake says who complained about whom, and points at
// the clocks where a certificate is just outside its time.
func TestWordsOfAHandshake(t *testing.T) {
	t.Parallel()
	root, err := lab.NewRoot("root")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := root.WriteFile(dir + "/ca.pem"); err != nil {
		t.Fatal(err)
	}
	stranger, err := lab.NewRoot("stranger")
	if err != nil {
		t.Fatal(err)
	}
	if err := stranger.WriteFile(dir + "/stranger.pem"); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	leaf, err := root.Issue(lab.LeafOptions{Names: []string{"127.0.0.1"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	f, err := lab.StartFront(lab.FrontOptions{Certificate: leaf.TLS(), Backend: "127.0.0.1:1", MinVersion: tls.VersionTLS13})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	clock := func(d time.Duration) *conn.TLSOptions {
		return &conn.TLSOptions{CAFile: dir + "/ca.pem", Clock: func() time.Time { return now.Add(d) }}
	}
	const skew = "off: compare this machine's clock first"
	for _, tt := range []struct {
		name     string
		tls      *conn.TLSOptions
		begins   string
		hasClock bool
	}{
		{"no version in common", &conn.TLSOptions{MaxVersion: tls.VersionTLS12}, "the server complained about us: tls: protocol version not supported", false},
		{"unknown CA", &conn.TLSOptions{CAFile: dir + "/stranger.pem"}, "we complained about the server: x509: certificate signed by unknown authority", false},
		{"long expired", clock(2 * time.Hour), "we complained about the server: x509: certificate has expired", false},
		{"just expired", clock(time.Hour + 2*time.Minute), "we complained about the server: x509: certificate has expired", true},
		{"expired for longer than clocks differ", clock(time.Hour + 6*time.Minute), "we complained about the server: x509: certificate has expired", false},
		{"not valid for long", clock(-3 * time.Hour), "we complained about the server: x509: certificate has expired or is not yet valid", false},
		{"almost valid", clock(-time.Hour - 2*time.Minute), "we complained about the server: x509: certificate has expired or is not yet valid", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := conn.Options{Addr: f.Addr(), TLS: tt.tls}
			_, err := conn.Handshake(t.Context(), o)
			got := Diagnose(t.Context(), o, err).Evidence
			if !strings.HasPrefix(got, tt.begins) || strings.HasSuffix(got, skew) != tt.hasClock {
				t.Errorf("%q", got)
			}
		})
	}
}
