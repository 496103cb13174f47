package conn

import (
	"context"
	"net"
	"net/netip"
	"strings"
)

// Lookup asks the system's resolver for the addresses of a host name, of both
// families, in its order. It is what a nil Options.Lookup stands for; errors are
// those of [net.Resolver.LookupNetIP].
func Lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// resolve gives the addresses of the family to try, in the resolver's order.
// A literal address has no resolve phase, unless it is of the other family.
func (l *link) resolve(ctx context.Context) ([]string, error) {
	if l.o.Network == "unix" {
		return []string{l.o.Addr}, nil
	}
	host, port, err := net.SplitHostPort(l.o.Addr)
	if err != nil {
		return nil, configError(CodeBadAddress, l.o.Addr, err) // validate has found it before
	}
	literal, err := netip.ParseAddr(host)
	if err == nil && l.o.Family.has(literal) {
		return []string{l.o.Addr}, nil
	}
	s := l.rec.begin(PhaseResolve, l.o.Addr)
	found := []netip.Addr{literal}
	if err != nil {
		within, cancel := context.WithTimeout(ctx, l.o.ConnectTimeout)
		defer cancel()
		found, err = l.o.Lookup(within, host)
	}
	if err == nil {
		found, err = l.o.Family.of(host, found)
	}
	if err != nil {
		failed := l.fail(ctx, PhaseResolve, resolveCode(err), err)
		s.end(failed)
		return nil, failed
	}
	s.end(nil)
	addrs := make([]string, len(found))
	for i, ip := range found {
		addrs[i] = net.JoinHostPort(ip.String(), port)
	}
	return addrs, nil
}

// connect tries every address in turn, each with the full timeout. The last
// error wins, and its text tells of all.
func (l *link) connect(ctx context.Context, addrs []string) error {
	var tried attemptsError
	for _, addr := range addrs {
		s := l.rec.begin(PhaseConnect, addr)
		err := l.connectTo(ctx, addr)
		if err == nil {
			s.end(nil)
			return nil
		}
		failed := l.fail(ctx, PhaseConnect, connectCode(l.o, err, addr), err)
		failed.Addr = addr
		s.end(failed)
		tried.attempts = append(tried.attempts, failed)
		if ctx.Err() != nil {
			break
		}
	}
	last := *tried.attempts[len(tried.attempts)-1]
	last.Err = &tried
	return &last
}

// connectCode is the code for a failed connect to addr.
func connectCode(o Options, err error, addr string) string {
	if o.Network == "unix" {
		return unixCode(err, addr)
	}
	code := tcpCode(err, addr)
	if o.TLS != nil && code == CodeResetAfterAccept {
		return CodeTLSClosedEarly
	}
	return code
}

func (l *link) connectTo(ctx context.Context, addr string) error {
	dialer := l.dialer()
	dialer.Timeout = l.o.ConnectTimeout
	raw, err := dialer.DialContext(ctx, l.o.Network, addr)
	if err != nil {
		return err
	}
	l.raw = &countedConn{Conn: raw}
	l.rec.counted = l.raw
	l.stream = l.raw
	l.peer = &Peer{Network: l.o.Network, Addr: addr, SkippedRoots: l.skipped}
	if tcp, ok := raw.RemoteAddr().(*net.TCPAddr); ok {
		l.peer.Addr = tcp.String()
		l.peer.IP = tcp.AddrPort().Addr().Unmap()
	}
	return nil
}

// dialer is Go's, with the keepalive probes that the options ask for. It sets
// TCP_NODELAY.
func (l *link) dialer() *net.Dialer {
	k := l.o.KeepAlive
	switch {
	case k == nil:
		return new(net.Dialer)
	case !k.Enable:
		return &net.Dialer{KeepAlive: -1}
	}
	return &net.Dialer{KeepAliveConfig: *k}
}

// hostName is the host of Addr as TLS wants it: without an IPv6 zone.
func (l *link) hostName() string {
	host, _, err := net.SplitHostPort(l.o.Addr)
	if err != nil {
		return ""
	}
	if i := strings.IndexByte(host, '%'); i >= 0 {
		host = host[:i]
	}
	return host
}

// fail makes the error of a phase, with what the connection knows by now.
func (l *link) fail(ctx context.Context, phase Phase, code string, err error) *Error {
	if canceled(ctx) {
		code, err = CodeCanceled, &interruptedError{ctx.Err(), err}
	}
	read, _ := l.rec.counts()
	e := &Error{Phase: phase, Code: code, Addr: l.o.Addr, BytesRead: read, Peer: l.peer, Err: err}
	if l.peer != nil {
		e.Addr = l.peer.Addr
	}
	return e
}
