package lab

import (
	"errors"
	"net"
)

// Refusing is a loopback address that refuses every connection until Close:
// one end of a connection that stands, so that nobody else can listen on its
// port meanwhile, as could be on one that was merely found free.
type Refusing struct{ client, server net.Conn }

// StartRefusing takes such an address.
func StartRefusing() (*Refusing, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return nil, err
	}
	server, err := listener.Accept()
	if err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return &Refusing{client, server}, nil
}

// Addr is the address, host:port.
func (r *Refusing) Addr() string { return r.client.LocalAddr().String() }

// Close gives the port back.
func (r *Refusing) Close() {
	_ = r.client.Close()
	_ = r.server.Close()
}
