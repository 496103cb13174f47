package lab

import (
	"context"
	"net"
	"time"
)

// Plan is what a [Fault] does with one connection. It returns when it is
// done, and the connection is closed.
type Plan func(client *net.TCPConn)

// Fault is a listener on loopback that goes wrong by plan: a broken balancer,
// a middlebox, a server that dies.
type Fault struct {
	*doors
	plan Plan
}

// StartFault listens on a free loopback port.
func StartFault(plan Plan) (*Fault, error) {
	d, err := listen()
	if err != nil {
		return nil, err
	}
	f := &Fault{d, plan}
	d.open(f.serve)
	return f, nil
}

func (f *Fault) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	stop := context.AfterFunc(f.ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	f.plan(c.(*net.TCPConn))
}
