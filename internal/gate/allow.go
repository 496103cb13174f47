package gate

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Allow is what a query to vkcheck serve may ask about: names of hosts, in
// which * stands for any text without a dot, addresses, and networks (CIDR).
// The zero value allows nothing.
type Allow struct {
	entries  []string // as they were written
	names    []*regexp.Regexp
	networks []netip.Prefix
}

// add reads an entry of the list.
func (a *Allow) add(entry string) error {
	a.entries = append(a.entries, entry)
	if prefix, err := netip.ParsePrefix(entry); err == nil {
		a.networks = append(a.networks, prefix.Masked())
		return nil
	}
	if addr, err := netip.ParseAddr(entry); err == nil && addr.Zone() == "" {
		a.networks = append(a.networks, netip.PrefixFrom(addr, addr.BitLen()))
		return nil
	}
	host, port, _ := net.SplitHostPort(entry)
	if _, err := strconv.ParseUint(port, 10, 16); err == nil && host != "" {
		return fmt.Errorf("%q has a port, and an entry is for all of a host's: %q", entry, host)
	}
	if entry == "" || strings.ContainsAny(entry, ":/@ ") {
		return fmt.Errorf("%q is neither a host (* for a part of its name), nor an address, nor a network such as 10.0.0.0/8", entry)
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.ToLower(entry)), `\*`, `[^.]*`)
	a.names = append(a.names, regexp.MustCompile("^"+pattern+"$"))
	return nil
}

// Empty is true where nothing is allowed.
func (a Allow) Empty() bool { return len(a.entries) == 0 }

// Host is false for a host that may not be asked about: an address must lie in
// a network, a name must match a pattern.
func (a Allow) Host(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Zone() == "" && a.within(addr)
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return slices.ContainsFunc(a.names, func(p *regexp.Regexp) bool { return p.MatchString(host) })
}

func (a Allow) within(addr netip.Addr) bool {
	return slices.ContainsFunc(a.networks, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// errElsewhere says that a name leads where nobody may go.
var errElsewhere = errors.New("its addresses are not among those allowed")

// Lookup is resolve for names that are allowed. It leaves out the addresses
// that they must not lead to: else whoever runs their DNS would choose whom
// vkcheck talks to. Where the list has networks, addresses must lie in them;
// link-local ones, behind which clouds keep credentials, and those that are no
// host's are never dialled.
func (a Allow) Lookup(resolve func(context.Context, string) ([]netip.Addr, error)) func(context.Context, string) ([]netip.Addr, error) {
	return func(ctx context.Context, host string) ([]netip.Addr, error) {
		found, err := resolve(ctx, host)
		if err != nil {
			return nil, err
		}
		found = slices.DeleteFunc(found, func(addr netip.Addr) bool {
			addr = addr.Unmap()
			return addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified() || len(a.networks) > 0 && !a.within(addr)
		})
		if len(found) == 0 {
			return nil, &net.DNSError{Err: errElsewhere.Error(), Name: host, IsNotFound: true}
		}
		return found, nil
	}
}
