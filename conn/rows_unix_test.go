//go:build unix

package conn

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// Row 56: a server that takes nothing any more lets a write end in time, and
// the connection with it.
func TestRow56WriteTimeout(t *testing.T) {
	t.Parallel()
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		v := startValkey(t, lab.ValkeyOptions{})
		c := dialed(t, with(Options{Addr: v.Addr}))
		if c.link.o.CommandTimeout = 200 * time.Millisecond; c.async != nil {
			c.async.hurry(200 * time.Millisecond)
		}
		if err := syscall.Kill(v.Pid(), syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		_, err := c.Do(testContext(t), "SET", "k", strings.Repeat("x", 64<<20))
		_ = syscall.Kill(v.Pid(), syscall.SIGCONT)
		if wantError(t, err, PhaseCommand, CodeTimeoutCommand); !c.gone() {
			t.Error("the connection is kept")
		}
	})
}

// Row 60: can_read: whether something waits, be it data or the end.
func TestRow60CanRead(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca})
	other := dialed(t, Options{Addr: v.Addr})
	for name, o := range map[string]Options{
		"plain": {Addr: v.Addr}, "UNIX": {Network: "unix", Addr: v.Socket},
		"TLS": {Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}},
	} {
		c := dialed(t, o)
		do(t, c, "CLIENT", "TRACKING", "ON")
		do(t, c, "GET", "k")
		if !c.quiet(false) {
			t.Errorf("%s: something waits ahead of the push", name)
		}
		do(t, other, "SET", "k", "v")
		eventually(t, "the push", func() bool { return !c.quiet(false) })
		do(t, c, "PING")
		if !c.quiet(false) {
			t.Errorf("%s: something waits behind the push", name)
		}
		killClient(t, other, c)
		if c.quiet(false) {
			t.Errorf("%s: the end is not seen", name)
		}
	}
}
