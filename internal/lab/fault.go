package lab

import (
	"context"
	"net"
	"sync"
	"time"
)

// Plan is what a [Fault] does with one connection. It returns when it is
// done, and the connection is closed.
type Plan func(client *net.TCPConn)

// Fault is a listener on loopback that goes wrong by plan: a broken balancer,
// a middlebox, a server that dies.
type Fault struct {
	listener net.Listener
	plan     Plan
	ctx      context.Context
	cancel   context.CancelFunc
	running  sync.WaitGroup
}

// StartFault listens on a free loopback port.
func StartFault(plan Plan) (*Fault, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	f := &Fault{listener: listener, plan: plan, ctx: ctx, cancel: cancel}
	f.running.Go(f.accept)
	return f, nil
}

// Addr is where it listens, host:port.
func (f *Fault) Addr() string { return f.listener.Addr().String() }

// Close ends the listener and every connection, and waits.
func (f *Fault) Close() {
	f.cancel()
	_ = f.listener.Close()
	f.running.Wait()
}

func (f *Fault) accept() {
	for {
		c, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.running.Go(func() { f.serve(c.(*net.TCPConn)) })
	}
}

func (f *Fault) serve(c *net.TCPConn) {
	defer func() { _ = c.Close() }()
	stop := context.AfterFunc(f.ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	f.plan(c)
}
