package conn

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// runOpenSSL gives what openssl prints.
func runOpenSSL(t *testing.T, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		lab.Need(t, fmt.Errorf("openssl: %w", lab.ErrNotInstalled))
	}
	out, err := exec.CommandContext(testContext(t), path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
	return string(out)
}
