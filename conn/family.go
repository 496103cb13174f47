package conn

import (
	"fmt"
	"net"
	"net/netip"
)

// Family narrows the addresses of a host to those of one kind.
type Family string

// The families of addresses.
const (
	AnyFamily Family = ""
	IPv4      Family = "ipv4"
	IPv6      Family = "ipv6"
)

func (f Family) valid() bool { return f == AnyFamily || f == IPv4 || f == IPv6 }

func (f Family) has(ip netip.Addr) bool {
	return f == AnyFamily || ip.Unmap().Is4() == (f == IPv4)
}

// name is how people write it.
func (f Family) name() string { return map[Family]string{IPv4: "IPv4", IPv6: "IPv6"}[f] }

// of keeps the addresses of the family, in their order. The error of a host
// that has none says what it has instead.
func (f Family) of(host string, found []netip.Addr) ([]netip.Addr, error) {
	var kept []netip.Addr
	for _, ip := range found {
		if f.has(ip) {
			kept = append(kept, ip.Unmap())
		}
	}
	if kept != nil {
		return kept, nil
	}
	why := "no address"
	if len(found) > 0 {
		why = fmt.Sprintf("no %s address, but %s", f.name(), found[0].Unmap())
	}
	return nil, &net.DNSError{Err: why, Name: host, IsNotFound: true}
}
