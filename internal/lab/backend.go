package lab

import "github.com/alicebob/miniredis/v2"

// Backend is a RESP server inside this process, for machines without a real
// one and for the demo. It is scenery: it knows the common commands, neither
// CLIENT SETINFO nor CLIENT TRACKING, and says nothing about a real server.
type Backend struct {
	server *miniredis.Miniredis
}

// StartBackend starts a backend in plain text on a free loopback port.
func StartBackend() (*Backend, error) {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, err
	}
	return &Backend{server: server}, nil
}

// Addr is where the backend listens, host:port.
func (b *Backend) Addr() string { return b.server.Addr() }

// RequirePassword makes the backend want this password of the default user.
func (b *Backend) RequirePassword(password string) { b.server.RequireAuth(password) }

// Close ends the backend and its connections.
func (b *Backend) Close() { b.server.Close() }
