//go:build unix

package conn

import (
	"net"
	"syscall"
)

// peeker asks a socket what has arrived, without taking it.
type peeker struct {
	raw    syscall.RawConn  // nil where there is none to ask
	ask    func(fd uintptr) // made once, so that asking costs no memory
	silent bool             // the answer
}

func newPeeker(c net.Conn) *peeker {
	p := new(peeker)
	if conn, ok := c.(syscall.Conn); ok {
		p.raw, _ = conn.SyscallConn()
	}
	p.ask = func(fd uintptr) {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		p.silent = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR
	}
	return p
}

// quiet is true where no byte, no end and no error waits, as far as can be
// known.
func (p *peeker) quiet() bool {
	if p.raw == nil {
		return true
	}
	p.silent = false
	return p.raw.Control(p.ask) == nil && p.silent
}
