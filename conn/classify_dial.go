package conn

import (
	"errors"
	"io/fs"
	"net"
	"os"
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

// tcpCode is the code for a failed TCP connect.
func tcpCode(err error) string {
	for _, known := range tcpCodes {
		if errno.Is(err, known.errno) {
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
	case errors.Is(err, fs.ErrNotExist):
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
