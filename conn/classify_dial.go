package conn

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"

	"github.com/vkcheck/vkcheck/internal/errno"
)

// unixPathMax is what sockaddr_un holds on Linux, less the final NUL.
const unixPathMax = 107

var tcpCodes = []struct {
	errno syscall.Errno
	code  string
}{
	{syscall.ECONNREFUSED, CodeConnectionRefused},
	{syscall.ETIMEDOUT, CodeTimeoutConnect},
	{syscall.EHOSTUNREACH, CodeHostUnreachable},
	{syscall.ENETUNREACH, CodeNetworkUnreachable},
	{syscall.EACCES, CodeConnectForbidden},
	{syscall.EPERM, CodeConnectForbidden},
	{syscall.EINVAL, CodeBlackholeRoute},
	{syscall.EADDRNOTAVAIL, CodeOutOfPorts},
	{syscall.EMFILE, CodeOutOfFiles},
	{syscall.ENFILE, CodeOutOfFiles},
	{syscall.ECONNRESET, CodeResetAfterAccept},
}

// resolveCode is the code for a failed lookup.
func resolveCode(err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return CodeDNSNotFound
	case isTimeout(err):
		return CodeDNSTimeout
	}
	return CodeDNSServerFailure
}

// tcpCode is the code for a failed TCP connect to the address.
func tcpCode(err error, addr string) string {
	for _, known := range tcpCodes {
		if errno.Is(err, known.errno) {
			if known.code == CodeOutOfPorts && lacksFamily(addr) {
				return CodeNetworkUnreachable
			}
			return known.code
		}
	}
	if isTimeout(err) {
		return CodeTimeoutConnect
	}
	return CodeConnectFailed
}

// lacksFamily is true for an IPv6 address where this machine has none itself:
// Linux then has no port to give, and has not run out of them.
func lacksFamily(addr string) bool {
	to, err := netip.ParseAddrPort(addr)
	if err != nil || to.Addr().Unmap().Is4() {
		return false
	}
	ours, err := net.InterfaceAddrs()
	return err == nil && !slices.ContainsFunc(ours, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		return ok && n.IP.To4() == nil
	})
}

// unixCode is the code for a failed connect to the socket at path.
func unixCode(err error, path string) string {
	switch {
	case len(path) > unixPathMax:
		return CodeUnixPathTooLong
	case errors.Is(err, fs.ErrNotExist), errno.Is(err, syscall.ENOTDIR):
		return CodeUnixNotFound
	case errno.Is(err, syscall.EACCES, syscall.EPERM):
		return CodeUnixPermission
	case errno.Is(err, syscall.ECONNREFUSED, syscall.ENOTSOCK):
		// The same errno for a socket whose server died and for a file.
		if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeSocket == 0 {
			return CodeUnixNotASocket
		}
		return CodeUnixStaleSocket
	case errno.Is(err, syscall.EMFILE, syscall.ENFILE):
		return CodeOutOfFiles
	case isTimeout(err), errors.Is(err, syscall.EAGAIN): // EAGAIN: its accept queue is full
		return CodeTimeoutConnect
	}
	return CodeConnectFailed
}
