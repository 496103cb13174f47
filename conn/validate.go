package conn

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// validate finds what cannot work before anything is sent.
func (o Options) validate() error {
	switch o.Network {
	case "tcp":
		if err := checkHostPort(o.Addr); err != nil {
			return configError(CodeBadAddress, o.Addr, err)
		}
	case "unix":
		if o.Addr == "" {
			return configError(CodeBadAddress, "", errors.New("the path of the socket is empty"))
		}
		if o.TLS != nil {
			return configError(CodeBadOption, o.Addr, errors.New("no server speaks TLS over a UNIX socket"))
		}
	default:
		return configError(CodeBadOption, o.Addr, fmt.Errorf("network %q is neither tcp nor unix", o.Network))
	}
	if o.TLS != nil {
		if err := o.TLS.validate(); err != nil {
			return configError(CodeBadOption, o.Addr, err)
		}
	}
	switch {
	case o.Credentials != nil && (o.Username != "" || o.Password != ""):
		return configError(CodeBadOption, o.Addr, errors.New("a credentials provider excludes user name and password"))
	case !o.Family.valid():
		return configError(CodeBadOption, o.Addr, fmt.Errorf("family %q is neither %q nor %q", o.Family, IPv4, IPv6))
	case o.DB < 0:
		return configError(CodeBadOption, o.Addr, fmt.Errorf("database %d is negative", o.DB))
	case o.Protocol != 0 && o.Protocol != 2 && o.Protocol != 3:
		return configError(CodeBadOption, o.Addr, fmt.Errorf("protocol %d is neither 2 nor 3", o.Protocol))
	case o.Caching != nil && o.Protocol == 2:
		return configError(CodeTrackingUseless, o.Addr, errors.New("client-side caching needs RESP3: the server has no other way to push invalidations"))
	case o.Caching != nil && o.OnConnect != nil:
		return configError(CodeBadOption, o.Addr, errors.New("a connect hook excludes client-side caching, whose CLIENT TRACKING it replaces"))
	case strings.ContainsFunc(o.ClientName, func(r rune) bool { return r < '!' || r > '~' }):
		// The server would refuse the whole HELLO for it.
		return configError(CodeBadClientName, o.Addr, errors.New("the client name holds a space or a special character"))
	}
	if o.Caching != nil {
		if err := o.Caching.check(); err != nil {
			return configError(CodeBadOption, o.Addr, err)
		}
	}
	return nil
}

func configError(code, addr string, err error) *Error {
	return &Error{Phase: PhaseConfig, Code: code, Addr: addr, Err: err}
}

// checkHostPort says in words what is wrong with host:port. Its errors do not
// quote the text, which may be a mistyped secret.
func checkHostPort(addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		if strings.Count(addr, ":") > 1 {
			return errors.New("too many colons: write an IPv6 address as [ADDRESS]:PORT")
		}
		return errors.New("the port is missing: write HOST:PORT")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return errors.New("the port is no number from 1 to 65535")
	}
	if host == "" {
		return errors.New("the host is missing: write HOST:PORT")
	}
	if strings.ContainsAny(host, " \t\r\n\x00\"'`*,;<>()[]{}|\\&$!=^/@?#%") && net.ParseIP(strings.SplitN(host, "%", 2)[0]) == nil {
		return errors.New("the host holds a character that no host name has")
	}
	return nil
}
