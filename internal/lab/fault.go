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

	mu               sync.Mutex
	open, peak, seen int
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

// Counts are the connections that are open now, that were open at once at
// most, and that came at all.
func (f *Fault) Counts() (open, peak, seen int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open, f.peak, f.seen
}

func (f *Fault) count(change int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open += change
	f.peak = max(f.peak, f.open)
	f.seen += max(0, change)
}

func (f *Fault) accept() {
	for {
		c, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.count(1)
		f.running.Go(func() { f.serve(c.(*net.TCPConn)) })
	}
}

func (f *Fault) serve(c *net.TCPConn) {
	defer f.count(-1)
	defer func() { _ = c.Close() }()
	stop := context.AfterFunc(f.ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	f.plan(c)
}
