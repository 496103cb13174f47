package conn

import (
	"errors"
	"net"
	"os"
	"syscall"
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

// tcpCode is the code for a failed TCP connect.
func tcpCode(err error) string {
	for _, known := range tcpCodes {
		if errors.Is(err, known.errno) {
			return known.code
		}
	}
	if isTimeout(err) {
		return CodeTimeoutConnect
	}
	return CodeConnectFailed
}

// unixCode is the code for a failed connect to the socket at path.
func unixCode(err error, path string) string {
	switch {
	case len(path) > unixPathMax:
		return CodeUnixPathTooLong
	case errors.Is(err, syscall.ENOENT):
		return CodeUnixNotFound
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return CodeUnixPermission
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOTSOCK):
		// The same errno for a socket whose server died and for a file.
		if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeSocket == 0 {
			return CodeUnixNotASocket
		}
		return CodeUnixStaleSocket
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return CodeOutOfFiles
	case isTimeout(err), errors.Is(err, syscall.EAGAIN): // EAGAIN: its accept queue is full
		return CodeTimeoutConnect
	}
	return CodeConnectFailed
}
