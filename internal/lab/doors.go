package lab

import (
	"context"
	"net"
	"sync"
)

// doors is a listener on a free loopback port that serves each connection in
// a goroutine of its own.
type doors struct {
	listener net.Listener
	ctx      context.Context // ends with Close
	cancel   context.CancelFunc
	running  sync.WaitGroup
}

func listen() (*doors, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &doors{listener: listener, ctx: ctx, cancel: cancel}, nil
}

// open serves from now on; serve closes the connection, and ends with ctx.
func (d *doors) open(serve func(net.Conn)) {
	d.running.Go(func() {
		for {
			c, err := d.listener.Accept()
			if err != nil {
				return
			}
			d.running.Go(func() { serve(c) })
		}
	})
}

// Addr is where it listens, host:port.
func (d *doors) Addr() string { return d.listener.Addr().String() }

// Close ends the listener and every connection through it, and waits.
func (d *doors) Close() {
	d.cancel()
	_ = d.listener.Close()
	d.running.Wait()
}
