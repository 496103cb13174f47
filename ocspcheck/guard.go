package ocspcheck

import (
	"context"
	"fmt"
	"net"
	"net/netip"
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
	return guard{allowPrivate: p.AllowPrivate || server.IsValid() && isPrivate(server.Unmap())}
}

// privateAddressError is the refusal to dial an address.
type privateAddressError struct{ addr netip.Addr }

func (e *privateAddressError) Error() string {
	return fmt.Sprintf("address %s is not public, and the server is not on such an address itself", e.addr)
}

func (g guard) check(addr netip.Addr) error {
	addr = addr.Unmap()
	never := addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified()
	if never || isPrivate(addr) && !g.allowPrivate {
		return &privateAddressError{addr: addr}
	}
	return nil
}

// sharedSpace is carrier-grade NAT (RFC 6598), private in all but name.
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

func isPrivate(addr netip.Addr) bool {
	return addr.IsLoopback() || addr.IsPrivate() || sharedSpace.Contains(addr)
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
