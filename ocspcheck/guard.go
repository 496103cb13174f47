package ocspcheck

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
)

// guard decides which addresses a certificate may send us to. A hostile
// certificate chooses the URLs: without a guard it could make us speak to
// whatever listens on this machine or beside it.
type guard struct {
	allowPrivate bool
}

// newGuard allows private addresses to a server that is on one itself.
func newGuard(p Policy, server netip.Addr) guard {
	return guard{allowPrivate: p.AllowPrivate || server.IsValid() && isPrivate(inner(server))}
}

// privateAddressError is the refusal to dial an address.
type privateAddressError struct{ addr netip.Addr }

func (e *privateAddressError) Error() string {
	return fmt.Sprintf("address %s is not public, and the server is not on such an address itself", e.addr)
}

func (g guard) check(addr netip.Addr) error {
	addr = inner(addr)
	if isForbidden(addr) || isPrivate(addr) && !g.allowPrivate {
		return &privateAddressError{addr: addr}
	}
	return nil
}

// embedding are the prefixes of IPv6 addresses that lead to the IPv4 address
// inside, which begins at a byte.
var embedding = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, // NAT64 (RFC 6052)
	{netip.MustParsePrefix("2002::/16"), 2},     // 6to4 (RFC 3056)
	{netip.MustParsePrefix("::/96"), 12},        // IPv4-compatible (RFC 4291 2.5.5.1)
}

// inner gives the IPv4 address that an IPv6 address stands for, or the
// address itself, without its zone.
func inner(addr netip.Addr) netip.Addr {
	addr = addr.Unmap().WithZone("")
	if addr == netip.IPv6Loopback() || addr == netip.IPv6Unspecified() {
		return addr
	}
	bytes := addr.As16()
	for _, e := range embedding {
		if e.prefix.Contains(addr) {
			return netip.AddrFrom4([4]byte(bytes[e.at:]))
		}
	}
	return addr
}

// forbidden is where no responder can be, this network and the broadcast address
// (RFC 1122 3.2.1.3) with what else is reserved (RFC 1112 4), and where the metadata
// services of clouds give away keys that are not on a link-local address.
var forbidden = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("fd00:ec2::/32"),          // AWS: metadata, and the roles of pods
	netip.MustParsePrefix("fd20:ce::254/128"),       // Google Cloud
	netip.MustParsePrefix("fd00:c1::a9fe:a9fe/128"), // Oracle Cloud
	netip.MustParsePrefix("100.100.100.200/32"),     // Alibaba Cloud
}

// isForbidden holds for link-local addresses above all: there stand most metadata
// services.
func isForbidden(addr netip.Addr) bool {
	return addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified() || inside(forbidden, addr)
}

// privateToo are private in all but name.
var privateToo = []netip.Prefix{
	netip.MustParsePrefix("100.64.0.0/10"),  // carrier-grade NAT (RFC 6598)
	netip.MustParsePrefix("192.0.0.0/24"),   // protocol assignments (RFC 6890)
	netip.MustParsePrefix("198.18.0.0/15"),  // benchmarks (RFC 2544)
	netip.MustParsePrefix("64:ff9b:1::/48"), // a NAT64 of one's own (RFC 8215)
	netip.MustParsePrefix("fec0::/10"),      // site-local (RFC 3879)
}

func isPrivate(addr netip.Addr) bool {
	return addr.IsLoopback() || addr.IsPrivate() || inside(privateToo, addr)
}

func inside(prefixes []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// viaProxy marks the context of a request that goes to the configured proxy,
// whose address its owner chose and no certificate.
type viaProxy struct{}

// control is a net.Dialer hook: it sees the address after resolution, so
// that no DNS answer can slip past it.
func (g guard) control(ctx context.Context, _, address string, _ syscall.RawConn) error {
	if ctx.Value(viaProxy{}) != nil {
		return nil
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return &net.AddrError{Err: "unexpected address", Addr: address}
	}
	return g.check(to.Addr())
}
