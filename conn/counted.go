package conn

import (
	"net"
	"sync/atomic"
)

// countedConn counts the bytes below TLS. Reader and writer may be different
// goroutines.
type countedConn struct {
	net.Conn
	read, written atomic.Int64
}

// Read counts what it reads.
func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// Write counts what it writes.
func (c *countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}

// WriteBuffers writes them by one system call, where the system can.
func (c *countedConn) WriteBuffers(b *net.Buffers) (int64, error) {
	n, err := b.WriteTo(c.Conn)
	c.written.Add(n)
	return n, err
}
