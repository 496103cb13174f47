//go:build linux

package probe

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// configRows fail before anything is sent.
func configRows(w *world) []failure {
	row := func(code string, show func(t *testing.T) report.Target) failure {
		return failure{code: code, phase: conn.PhaseConfig, exit: ExitUsage, show: show}
	}
	target := func(text string) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			_, _, err := conn.ParseTarget(text)
			got, ok := Refused(CommandProbe, text, err)
			if !ok {
				t.Fatalf("%q was taken: %v", text, err)
			}
			return got
		}
	}
	options := func(change func(t *testing.T, o *conn.TLSOptions)) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			o := w.trusting("127.0.0.1:1")
			change(t, o.TLS)
			return connect(t, o)
		}
	}
	file := func(t *testing.T, text string) string {
		path := filepath.Join(t.TempDir(), "file.pem")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return []failure{
		row(conn.CodeBadAddress, target("127.0.0.1:99999")),
		row(conn.CodeBadURL, target("http://127.0.0.1:6379")),
		row(conn.CodeCertFileMissing, options(func(t *testing.T, o *conn.TLSOptions) {
			o.CertFile = filepath.Join(t.TempDir(), "none.pem")
		})),
		row(conn.CodeCertNotPEM, options(func(t *testing.T, o *conn.TLSOptions) {
			o.CertFile, o.KeyFile = file(t, string(w.leaf.Cert.Raw)), w.key
		})),
		row(conn.CodeCertKeySwapped, options(func(_ *testing.T, o *conn.TLSOptions) {
			o.CertFile, o.KeyFile = w.key, w.cert
		})),
		row(conn.CodeCertKeyMismatch, options(func(t *testing.T, o *conn.TLSOptions) {
			other := must(w.root.Issue(lab.LeafOptions{Names: []string{"other.example"}}))(t)
			o.CertFile = w.cert
			_, o.KeyFile = w.files(t, "other", other)
		})),
		row(conn.CodeKeyEncrypted, options(func(t *testing.T, o *conn.TLSOptions) {
			o.CertFile = w.cert
			o.KeyFile = file(t, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")
		})),
		row(conn.CodeCABundleEmpty, options(func(t *testing.T, o *conn.TLSOptions) {
			o.CAFile = file(t, "no certificate\n")
		})),
		// A server would refuse it in HELLO, or by CLIENT SETNAME; vkcheck
		// does before.
		row(conn.CodeBadClientName, func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: w.open.Addr, ClientName: "two words"})
		}),
	}
}
