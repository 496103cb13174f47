package gate

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// TestAllow holds hosts against a list, and says what an entry cannot be.
func TestAllow(t *testing.T) {
	t.Parallel()
	a := loaded(t, "allow: [cache-*.example, LOCALHOST, 10.0.0.0/8, 192.0.2.7, '2001:db8::/32']").Allow
	for host, want := range map[string]bool{
		"cache-1.example": true, "CACHE-1.example.": true, "localhost": true, "10.200.3.4": true, "192.0.2.7": true, "2001:db8::1": true, "::ffff:10.0.0.1": true,
		"cache-1.evil.example": false, "cache-1.example.evil": false, "xcache-1.example": false, "11.0.0.1": false, "192.0.2.8": false, "2001:db9::1": false,
		"fe80::1%eth0": false, "": false, "169.254.169.254": false, "0x0a000001": false,
	} {
		if got := a.Host(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
	if (Allow{}).Host("localhost") || (Allow{}).Host("127.0.0.1") {
		t.Error("an empty list allows something")
	}
	for entry, want := range map[string]string{
		"valkey://host": "is neither a host", "user@host": "is neither a host", "10.0.0.0/33": "is neither a host", "/path.sock": "is neither a host", ":6379": "is neither a host",
		"host:6379": `has a port, and an entry is for all of a host's: "host"`, "[::1]:6379": `has a port, and an entry is for all of a host's: "::1"`,
	} {
		if got := strings.Join(problems("allow: ['"+entry+"']"), "\n"); !strings.Contains(got, "vkcheck.yaml:1:9: allow: ") || !strings.Contains(got, want) {
			t.Errorf("%s: %q", entry, got)
		}
	}
}

// TestAllowLookup leaves out where a name must not lead.
func TestAllowLookup(t *testing.T) {
	t.Parallel()
	all := []netip.Addr{
		netip.MustParseAddr("10.1.1.1"), netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("::ffff:169.254.169.254"),
		netip.MustParseAddr("fe80::1"), netip.MustParseAddr("0.0.0.0"), netip.MustParseAddr("224.0.0.1"),
	}
	resolve := func(context.Context, string) ([]netip.Addr, error) { return slices.Clone(all), nil }
	for list, want := range map[string][]netip.Addr{
		"[cache.example]":                  all[:2],
		"[cache.example, 10.0.0.0/8]":      all[:1],
		"[cache.example, 198.51.100.0/24]": nil,
	} {
		got, err := loaded(t, "allow: "+list).Allow.Lookup(resolve)(t.Context(), "cache.example")
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%s: %v, %v; want %v", list, got, err, want)
		}
	}
}
