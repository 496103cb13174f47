package conn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// resolves is a resolver that knows these addresses alone, and the host asked
// for.
func resolves(host *string, addrs ...string) func(context.Context, string) ([]netip.Addr, error) {
	return func(_ context.Context, name string) ([]netip.Addr, error) {
		*host = name
		var found []netip.Addr
		for _, addr := range addrs {
			found = append(found, netip.MustParseAddr(addr))
		}
		return found, nil
	}
}

// at is the port of addr at another host.
func at(t *testing.T, host, addr string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort(host, port)
}

func TestRow22DefaultAddress(t *testing.T) {
	t.Parallel()
	var host string
	var seen log
	// Somebody may listen at 6379: the address tried says enough.
	c, err := Dial(testContext(t), Options{Lookup: resolves(&host, "127.0.0.1"), Trace: seen.trace()})
	if err == nil {
		defer c.Close()
	}
	if connect := seen.done[2]; host != "localhost" || connect.Addr != "127.0.0.1:6379" {
		t.Errorf("host %s, address %s", host, connect.Addr)
	}
	v := startValkey(t, lab.ValkeyOptions{})
	dialed(t, Options{Addr: at(t, "localhost", v.Addr)})
}

func TestRow24AddressFamily(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	refused := CodeConnectionRefused
	if lacksFamily("[::1]:6379") {
		refused = CodeNetworkUnreachable
	}
	for name, tt := range map[string]struct {
		family Family
		found  []string // nil for a literal address
		phases string
		code   string
		word   string
	}{
		"any":                  {AnyFamily, []string{"::1", "127.0.0.1"}, "[config resolve connect! connect]", "", ""},
		"IPv4":                 {IPv4, []string{"::1", "127.0.0.1"}, "[config resolve connect]", "", ""},
		"IPv4 in IPv6":         {IPv4, []string{"::ffff:127.0.0.1"}, "[config resolve connect]", "", ""},
		"IPv6":                 {IPv6, []string{"127.0.0.1", "::1"}, "[config resolve connect!]", refused, "[::1]"},
		"no IPv6":              {IPv6, []string{"127.0.0.1"}, "[config resolve!]", CodeDNSNotFound, "no IPv6 address, but 127.0.0.1"},
		"no IPv4":              {IPv4, []string{"::1"}, "[config resolve!]", CodeDNSNotFound, "no IPv4 address, but ::1"},
		"none":                 {IPv4, []string{}, "[config resolve!]", CodeDNSNotFound, "no address"},
		"a literal of it":      {IPv4, nil, "[config connect]", "", ""},
		"a literal of another": {IPv6, nil, "[config resolve!]", CodeDNSNotFound, "no IPv6 address, but 127.0.0.1"},
		"no family":            {"ipv5", nil, "[config!]", CodeBadOption, `"ipv5"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var host string
			var seen log
			o := Options{Addr: v.Addr, Family: tt.family, Trace: seen.trace()}
			if tt.found != nil {
				o.Addr, o.Lookup = at(t, "host", v.Addr), resolves(&host, tt.found...)
			}
			c, err := Dial(testContext(t), o)
			if err == nil {
				defer c.Close()
			}
			if CodeOf(err) != tt.code || !strings.Contains(fmt.Sprint(err), tt.word) {
				t.Errorf("got %v, want %s with %q", err, tt.code, tt.word)
			}
			phases, _, _ := strings.Cut(fmt.Sprint(seen.phases()), " hello")
			if want := strings.TrimSuffix(tt.phases, "]"); strings.TrimSuffix(phases, "]") != want {
				t.Errorf("phases %s, want %s", phases, want)
			}
		})
	}
}

func TestRow26EveryAddressInTurn(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	var host string
	var seen log
	lookup := resolves(&host, "127.0.0.3", "127.0.0.2", "127.0.0.1")
	dialed(t, Options{Addr: at(t, "host", v.Addr), Lookup: lookup, Trace: seen.trace()})
	var tried []string
	for _, r := range seen.done {
		if r.Phase == PhaseConnect {
			tried = append(tried, fmt.Sprint(r.Addr, " ", CodeOf(r.Err)))
		}
	}
	want := []string{
		at(t, "127.0.0.3", v.Addr) + " connection-refused", at(t, "127.0.0.2", v.Addr) + " connection-refused", v.Addr + " ",
	}
	if diff := cmp.Diff(want, tried); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// The last error wins; its text tells of all, its cause is the system's own.
func TestRow27ErrnoAndText(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	var host string
	_, err = Dial(testContext(t), Options{Addr: at(t, "host", addr), Lookup: resolves(&host, "127.0.0.3", "127.0.0.2")})
	e := wantError(t, err, PhaseConnect, CodeConnectionRefused)
	if e.Addr != at(t, "127.0.0.2", addr) || !errors.Is(err, syscall.ECONNREFUSED) || e.Peer != nil {
		t.Errorf("address %s, cause %v, peer %+v", e.Addr, e.Err, e.Peer)
	}
	for _, word := range []string{"127.0.0.3", "127.0.0.2", syscall.ECONNREFUSED.Error()} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%v does not tell %s", err, word)
		}
	}
}

func TestRow28UnixSocket(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for _, target := range []string{"unix://" + v.Socket + "?db=2", v.Socket} {
		o, _, err := ParseTarget(target)
		if err != nil {
			t.Fatal(err)
		}
		if c := dialed(t, o); c.Peer().Network != "unix" || clientInfo(t, c)["db"] != fmt.Sprint(o.DB) {
			t.Errorf("%s led to %+v", target, c.Peer())
		}
	}
	// Silence is bounded there as over TCP, where valkey-py would wait for ever.
	silent := t.TempDir() + "/s"
	l, err := net.Listen("unix", silent)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Dial(testContext(t), Options{Network: "unix", Addr: silent, CommandTimeout: 50 * ms})
	wantError(t, err, PhaseHello, CodeTimeoutHello)
	c := dialed(t, Options{Network: "unix", Addr: v.Socket, CommandTimeout: 50 * ms})
	_, err = c.Do(testContext(t), "BLPOP", "nosuch", "0")
	wantError(t, err, PhaseCommand, CodeTimeoutCommand)
}
