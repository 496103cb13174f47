package conn

import (
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// socketOption reads an option of the connection's socket.
func socketOption(t *testing.T, c *Conn, level, option int) int {
	t.Helper()
	raw, err := c.link.raw.Conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	value, failed := 0, error(nil)
	if err := raw.Control(func(fd uintptr) { value, failed = syscall.GetsockoptInt(int(fd), level, option) }); err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	return value
}

func TestRow23KeepAlive(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for query, want := range map[string][]int{
		"":                          {1, 15, 15, 9},
		"?socket_keepalive=true":    {1, 15, 15, 9},
		"?socket_keepalive_idle=60": {1, 60, 15, 9},
		"?socket_keepalive=true&socket_keepalive_idle=2m&socket_keepalive_interval=7&socket_keepalive_count=3": {1, 120, 7, 3},
		"?socket_keepalive=false":                          {0},
		"?socket_keepalive=false&socket_keepalive_idle=60": {0},
	} {
		o, _, err := ParseTarget("valkey://" + v.Addr + query)
		if err != nil {
			t.Fatal(err)
		}
		c := dialed(t, o)
		got := []int{socketOption(t, c, syscall.SOL_SOCKET, syscall.SO_KEEPALIVE)}
		if got[0] != 0 {
			for _, option := range []int{syscall.TCP_KEEPIDLE, syscall.TCP_KEEPINTVL, syscall.TCP_KEEPCNT} {
				got = append(got, socketOption(t, c, syscall.IPPROTO_TCP, option))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", query, diff)
		}
	}
}

func TestRow25NoDelay(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey})
	for _, o := range []Options{{Addr: v.Addr}, {Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}}} {
		if socketOption(t, dialed(t, o), syscall.IPPROTO_TCP, syscall.TCP_NODELAY) == 0 {
			t.Errorf("%s waits to send small packets", o)
		}
	}
}

// full is the port of a listener at ip that answers no further SYN.
func full(t *testing.T, ip [4]byte, port uint16) uint16 {
	t.Helper()
	addr, release, err := lab.FullQueue(ip, port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	return netip.MustParseAddrPort(addr).Port()
}

// Each address has the whole timeout, however long those before it took.
func TestRow26EachAddressHasTheFullTimeout(t *testing.T) {
	t.Parallel()
	port := full(t, [4]byte{127, 0, 0, 1}, 0)
	full(t, [4]byte{127, 0, 0, 2}, port)
	var host string
	var seen log
	_, err := Dial(testContext(t), Options{
		Addr: fmt.Sprintf("host:%d", port), ConnectTimeout: 150 * ms,
		Lookup: resolves(&host, "127.0.0.1", "127.0.0.2"), Trace: seen.trace(),
	})
	if e := wantError(t, err, PhaseConnect, CodeTimeoutConnect); e.Addr != fmt.Sprintf("127.0.0.2:%d", port) {
		t.Errorf("the last address is %s", e.Addr)
	}
	for _, r := range seen.done[2:] {
		if r.Phase != PhaseConnect || CodeOf(r.Err) != CodeTimeoutConnect || r.Duration < 150*ms {
			t.Errorf("%s at %s after %v: %v", r.Phase, r.Addr, r.Duration, r.Err)
		}
	}
	if len(seen.done) != 4 {
		t.Errorf("phases %v", seen.phases())
	}
}
