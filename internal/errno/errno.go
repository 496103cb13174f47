// Package errno knows an error of the system by its POSIX name on every
// system. What belongs here: the numbers by which others say the same. What
// does not: what an error means (packages conn and ocspcheck).
package errno

import (
	"errors"
	"runtime"
	"syscall"
)

// winsock are the numbers that Windows gives where package syscall, for which
// the POSIX names are inventions there, has others.
var winsock = map[syscall.Errno]syscall.Errno{
	syscall.EACCES:        10013,
	syscall.EINVAL:        10022,
	syscall.EMFILE:        10024,
	syscall.EADDRNOTAVAIL: 10049,
	syscall.ENETUNREACH:   10051,
	syscall.ECONNABORTED:  10053,
	syscall.ECONNRESET:    10054,
	syscall.ETIMEDOUT:     10060,
	syscall.ECONNREFUSED:  10061,
	syscall.EHOSTUNREACH:  10065,
}

// Is reports whether err is, or wraps, the error with one of these POSIX names.
func Is(err error, names ...syscall.Errno) bool { return is(runtime.GOOS, err, names) }

func is(system string, err error, names []syscall.Errno) bool {
	for _, name := range names {
		if errors.Is(err, name) {
			return true
		}
		number, known := winsock[name]
		if system == "windows" && known && errors.Is(err, number) {
			return true
		}
	}
	return false
}
