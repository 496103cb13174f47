//go:build unix

package conn

import "syscall"

// peeker asks a socket what has arrived, without taking it.
type peeker struct {
	raw    syscall.RawConn
	ask    func(fd uintptr) // made once, so that asking costs no memory
	silent bool             // the answer
}

func newPeeker(c any) *peeker {
	conn, ok := c.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil
	}
	p := &peeker{raw: raw}
	p.ask = func(fd uintptr) {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		p.silent = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR
	}
	return p
}

// quiet is true where no byte, no end and no error waits.
func (p *peeker) quiet() bool {
	p.silent = false
	return p.raw.Control(p.ask) == nil && p.silent
}
