//go:build linux

package probe

import (
	"context"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// resolveRows ask a resolver that answers as told, or not at all.
func resolveRows() []failure {
	const silence = -1
	row := func(code string, answer int) failure {
		return failure{code: code, phase: conn.PhaseResolve, exit: ExitUndetermined, show: func(t *testing.T) report.Target {
			resolver := startResolver(t, answer)
			o := conn.Options{Addr: "cache.example.:6379"}
			if answer == silence {
				o.ConnectTimeout = 300 * time.Millisecond
			}
			o.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
				return resolver.LookupNetIP(ctx, "ip", host)
			}
			return connect(t, o)
		}}
	}
	return []failure{
		row(conn.CodeDNSNotFound, 3),      // NXDOMAIN
		row(conn.CodeDNSServerFailure, 2), // SERVFAIL
		row(conn.CodeDNSTimeout, silence),
	}
}

// startResolver answers every question with the response code and no record
// (RFC 1035 4.1.1), or with nothing if the code is negative.
func startResolver(t *testing.T, rcode int) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		packet := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(packet)
			if err != nil {
				return
			}
			if rcode >= 0 {
				_, _ = server.WriteTo(refusal(packet[:n], byte(rcode)), from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
		if err == nil { // Go's resolver waits on for five seconds when nobody waits for it any more
			t.Cleanup(func() { _ = c.Close() })
		}
		return c, err
	}}
}

// refusal is the query's header and question with a response code.
func refusal(query []byte, rcode byte) []byte {
	end := 12
	for query[end] != 0 {
		end += 1 + int(query[end])
	}
	answer := append([]byte(nil), query[:end+5]...)
	answer[2] |= 0x80
	answer[3] = 0x80 | rcode
	copy(answer[6:12], make([]byte, 6)) // no records, also not the query's EDNS
	return answer
}

// connectRows fail before a byte is exchanged.
func connectRows() []failure {
	row := func(code string, exit int, show func(t *testing.T) report.Target) failure {
		return failure{code: code, phase: conn.PhaseConnect, exit: exit, show: show}
	}
	unix := func(path func(t *testing.T) string) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			return connect(t, conn.Options{Network: "unix", Addr: path(t)})
		}
	}
	return []failure{
		row(conn.CodeConnectionRefused, ExitUndetermined, func(t *testing.T) report.Target {
			closed := must(lab.StartRefusing())(t)
			t.Cleanup(closed.Close)
			return connect(t, conn.Options{Addr: closed.Addr()})
		}),
		row(conn.CodeTimeoutConnect, ExitUndetermined, func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: fullQueue(t), ConnectTimeout: 300 * time.Millisecond})
		}),
		row(conn.CodeNetworkUnreachable, ExitUndetermined, func(t *testing.T) report.Target {
			// Linux lets no TCP connection go to a multicast address.
			return connect(t, conn.Options{Addr: "224.0.0.1:6379"})
		}),
		row(conn.CodeHostUnreachable, ExitUndetermined, inChild("unreachable")),
		row(conn.CodeConnectForbidden, ExitUndetermined, inChild("prohibit")),
		row(conn.CodeBlackholeRoute, ExitUndetermined, inChild("blackhole")),
		row(conn.CodeOutOfPorts, ExitUndetermined, inChild("ports")),
		row(conn.CodeOutOfFiles, ExitUndetermined, inChild("files")),

		row(conn.CodeUnixNotFound, ExitUndetermined, unix(func(t *testing.T) string {
			return filepath.Join(t.TempDir(), "s")
		})),
		row(conn.CodeUnixStaleSocket, ExitUndetermined, unix(func(t *testing.T) string {
			l := listenUnix(t)
			l.SetUnlinkOnClose(false)
			_ = l.Close()
			until(t, func() bool { // a child that another test starts may hold it yet, between fork and exec
				c, err := net.Dial("unix", l.Addr().String())
				if err == nil {
					_ = c.Close()
				}
				return err != nil
			})
			return l.Addr().String()
		})),
		row(conn.CodeUnixNotASocket, ExitFailed, unix(func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "s")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		})),
		row(conn.CodeUnixPermission, ExitUndetermined, func(t *testing.T) report.Target {
			path := listenUnix(t).Addr().String()
			if err := os.Chmod(path, 0); err != nil {
				t.Fatal(err)
			}
			return inChild("permission " + path)(t)
		}),
		row(conn.CodeUnixPathTooLong, ExitUsage, unix(func(*testing.T) string {
			return "/tmp/" + strings.Repeat("x", 103)
		})),
	}
}

// listenUnix listens on a socket with a short path, which a temporary
// directory named after a test has not.
func listenUnix(t *testing.T) *net.UnixListener {
	t.Helper()
	dir := must(os.MkdirTemp("", "vk"))(t)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l := must(net.Listen("unix", filepath.Join(dir, "s")))(t)
	t.Cleanup(func() { _ = l.Close() })
	return l.(*net.UnixListener)
}

// fullQueue is the address of a listener that answers no further SYN.
func fullQueue(t *testing.T) string {
	t.Helper()
	addr, release, err := lab.FullQueue([4]byte{127, 0, 0, 1}, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	return addr
}
