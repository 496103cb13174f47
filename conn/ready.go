package conn

import (
	"context"
	"errors"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// peekAfter is how long a connection may be idle before the next command asks
// the socket whether the server has closed it meanwhile.
const peekAfter = time.Second

// ready sees to it that there is a connection to send by: it dials again what
// has gone, and checks the health of what was idle. It gives the time.
func (c *Conn) ready(ctx context.Context) (time.Time, error) {
	now := time.Now()
	idle := now.Sub(c.used)
	c.used = now
	var err error
	switch {
	case c.closed:
		return now, c.link.fail(ctx, PhaseCommand, CodeConnectionClosed, errClosed)
	case ctx.Err() != nil: // nothing was sent, so the connection goes on
		return now, c.link.fail(ctx, PhaseCommand, CodeTimeoutCommand, ctx.Err())
	case c.gone():
		err = c.renew(ctx)
	case c.o.HealthInterval > 0 && idle >= c.o.HealthInterval:
		err = c.check(ctx)
	case idle > peekAfter && !c.quiet(false):
		c.breakOff(errIdleClosed)
		err = c.renew(ctx)
	default:
		return now, nil
	}
	return time.Now(), err
}

var errIdleClosed = errors.New("the server closed the connection while it was idle")

// gone is true where there is no connection.
func (c *Conn) gone() bool {
	if c.broken == nil && c.async != nil {
		if err := c.async.failure(); err != nil {
			c.breakOff(err)
		}
	}
	return c.broken != nil
}

// quiet is true where nothing has arrived that nobody asked for, the end
// included. Pushes may arrive where there is a cache, whose reader knows. The
// socket is not asked where warm is true.
func (c *Conn) quiet(warm bool) bool {
	if c.async != nil {
		return c.async.failure() == nil
	}
	return c.link.quiet(warm)
}

// renew dials again, unless what the old connection held cannot be had again.
func (c *Conn) renew(ctx context.Context) error {
	if c.state.bound() {
		return c.link.fail(ctx, PhaseReuse, CodeConnectionStateLost, c.broken)
	}
	return c.dial(ctx)
}

// check sends a PING, and dials again where it is not answered as it should.
func (c *Conn) check(ctx context.Context) error {
	v, err := c.ping(ctx)
	if err == nil && (isPong(v) || v.IsError() && ReplyCode(v.Text()) == CodeACLDeniedCommand) {
		return nil
	}
	if err == nil {
		err = c.link.fail(ctx, PhaseReuse, CodeProtocolError, errors.New("PING was answered with "+v.Kind().String()))
	}
	if c.broken == nil {
		c.breakOff(err)
	}
	if ctx.Err() != nil {
		return err
	}
	return c.renew(ctx)
}

func (c *Conn) ping(ctx context.Context) (resp.Value, error) {
	if c.async != nil {
		return c.async.do(ctx, []string{"PING"}, false)
	}
	c.out.Append("PING")
	armed, writeErr := c.send(ctx, time.Now())
	defer c.disarm(ctx, armed)
	return c.receive(ctx, writeErr)
}
