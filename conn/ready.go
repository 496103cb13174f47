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
	case c.o.HealthInterval > 0 && idle >= c.o.HealthInterval && !c.state.transaction: // where a PING would be queued
		err = c.check(ctx)
	case c.async == nil && c.link.reader.Buffered() > 0, idle > peekAfter && !c.quiet(false):
		err = c.unasked(ctx)
	default:
		return now, nil
	}
	return time.Now(), err
}

// unasked hands on the pushes that have come since the last reply. With
// anything else, the end included, the connection is dialled again: a reply to
// nothing would be taken for that of the next command.
func (c *Conn) unasked(ctx context.Context) error {
	if c.unspoken(ctx) == nil {
		return nil
	}
	return c.renew(ctx)
}

// unspoken is unasked without a second dial: the error is why the connection
// has ended.
func (c *Conn) unspoken(ctx context.Context) error {
	err := errIdleClosed
	if c.async == nil {
		err = c.takePushes(ctx)
	}
	if c.broken == nil && err != nil {
		c.breakOff(err)
	}
	switch {
	case c.broken == nil:
		return nil
	case errors.Is(c.broken, errUnasked), errors.Is(c.broken, errEndless):
		return c.link.fail(ctx, PhaseCheckout, CodeProtocolError, c.broken)
	}
	return c.link.fail(ctx, PhaseCheckout, CodeConnectionClosed, c.broken)
}

// unaskedWait bounds the reading of what nobody has asked for.
const unaskedWait = 100 * time.Millisecond

// takePushes hands on what is there, and is an error for all but pushes, and for
// pushes that do not end within CommandTimeout. A record of TLS may hold
// neither: then, and where the time was over ahead of the read, the socket is
// asked again.
func (c *Conn) takePushes(ctx context.Context) error {
	begin := time.Now()
	for c.broken == nil && !c.link.quiet(false) {
		now := time.Now()
		if now.Sub(begin) > c.link.o.CommandTimeout {
			return errEndless
		}
		armed := c.link.armAt(ctx, now, unaskedWait)
		v, err := c.link.reader.Read()
		c.disarm(ctx, armed)
		switch {
		case isTimeout(err) && !c.link.reader.Within():
		case err != nil:
			return errIdleClosed
		case v.Kind() != resp.Push:
			return errUnasked
		default:
			c.link.pushed(v)
		}
	}
	return nil
}

var errEndless = &resp.ProtocolError{Reason: "pushes without end"}

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
	if c.state.bound() || c.making {
		return c.link.fail(ctx, PhaseReuse, CodeConnectionStateLost, c.broken)
	}
	return c.dial(ctx)
}

// check sends a PING, and dials again where it is not answered as it should.
func (c *Conn) check(ctx context.Context) error {
	v, err := c.ping(ctx)
	if err == nil && (isPong(v) || v.IsError() && LacksPing(ReplyCode(v.Text()))) {
		return nil
	}
	if err == nil {
		err = c.link.fail(ctx, PhaseReuse, CodeProtocolError, errors.New("PING was answered with "+v.Kind().String()))
	}
	if c.broken == nil {
		c.breakOff(err)
	}
	if over(ctx) {
		return err
	}
	return c.renew(ctx)
}

func (c *Conn) ping(ctx context.Context) (resp.Value, error) {
	if c.async != nil {
		v, err := c.async.do(ctx, []string{"PING"}, false)
		if v.IsError() {
			err = nil
		}
		return v, err
	}
	c.out.Append("PING")
	armed, writeErr := c.send(ctx, time.Now())
	defer c.disarm(ctx, armed)
	return c.receive(ctx, writeErr)
}
