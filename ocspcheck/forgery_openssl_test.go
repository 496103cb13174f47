package ocspcheck

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestOpenSSLOnForgeries keeps the table's word on `openssl ocsp -respin`.
func TestOpenSSLOnForgeries(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("openssl")
	if err != nil {
		lab.Need(t, lab.ErrNotInstalled)
	}
	overForgeries(t, func(t *testing.T, f lab.Forgery, s *lab.Stage, raw []byte) {
		dir := t.TempDir()
		response, issuer, root := filepath.Join(dir, "response.der"), filepath.Join(dir, "issuer.pem"), filepath.Join(dir, "root.pem")
		if err := os.WriteFile(response, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Issuer.WriteFile(issuer), s.Root.WriteFile(root)); err != nil {
			t.Fatal(err)
		}
		cert, _, err := s.Leaf.WriteFiles(dir, "leaf")
		if err != nil {
			t.Fatal(err)
		}
		out, _ := exec.CommandContext(t.Context(), path, "ocsp", "-respin", response, "-issuer", issuer, "-cert", cert, "-CAfile", root, "-no_nonce").CombinedOutput()
		if got := opensslVerdict(string(out)); got != f.OpenSSL {
			t.Errorf("OpenSSL says %s, the table %s; output:\n%s", got, f.OpenSSL, out)
		}
	})
}

// opensslVerdict reads what openssl prints; a warning about the times is a
// refusal, although its exit code says otherwise.
func opensslVerdict(out string) string {
	if !strings.Contains(out, "Response verify OK") || strings.Contains(out, "WARNING: Status times invalid") {
		return "error"
	}
	for _, verdict := range []string{"good", "revoked", "unknown"} {
		if strings.Contains(out, ".pem: "+verdict) {
			return verdict
		}
	}
	return "error"
}
