//go:build unix

package conn

import (
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func TestRealStopped(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	if err := syscall.Kill(v.Pid(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(v.Pid(), syscall.SIGCONT) })
	_, err := Dial(testContext(t), Options{Addr: v.Addr, CommandTimeout: 100 * time.Millisecond})
	wantError(t, err, PhaseHello, CodeTimeoutHello)
}
