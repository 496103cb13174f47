package conn

import "net"

// countedConn counts the bytes below TLS. Its counts belong to the goroutine
// that reads and writes.
type countedConn struct {
	net.Conn
	read, written int64
}

// Read counts what it reads.
func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read += int64(n)
	return n, err
}

// Write counts what it writes.
func (c *countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written += int64(n)
	return n, err
}
