package client

import "encoding/binary"

// MaxConnections is how many connections may have caches of their own.
const MaxConnections = 1 << 12

// connections knows which connection sends which request.
type connections struct {
	count   int
	byName  map[string]int
	current int
	next    int // in turn
}

// pick chooses the connection of a request by its client's address. What a
// script does is done on the connection that has called it.
func (c *connections) pick(client []byte) {
	switch {
	case c.count <= 1, string(client) == "lua":
	case len(client) == 0:
		c.current = c.turn()
	default:
		n, known := c.byName[string(client)]
		if !known {
			n = c.turn()
			c.byName[string(client)] = n
		}
		c.current = n
	}
}

// bytes estimates the memory that the addresses take.
func (c *connections) bytes() uint64 { return addressBytes * uint64(len(c.byName)) }

func (c *connections) turn() int {
	n := c.next
	c.next = (n + 1) % c.count
	return n
}

// begin starts the text of a command, which holds the connection where each has
// a cache of its own.
func (b *Builder) begin() []byte {
	if b.connections.count <= 1 {
		return b.text[:0]
	}
	return binary.AppendUvarint(b.text[:0], uint64(b.connections.current))
}
