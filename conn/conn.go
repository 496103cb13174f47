package conn

import (
	"context"
	"errors"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Conn is a connection that is ready for commands. It is used by one
// goroutine at a time; what goroutines share is a [Pool]. After an error that
// is not the server's reply it is closed and of no further use.
type Conn struct {
	link     *link
	server   Server
	protocol int
	out      []byte // the last write's buffer, for the next
	broken   error  // why it is closed; nil while it is open
	pool     *Pool  // whose it is; nil for none
	pooled   bool   // it lies idle in that pool
}

// outMax is the largest write buffer that is kept for the next write.
const outMax = 64 << 10

// Dial goes through all phases, from config to ready. The error is an
// [*Error], whose Peer is what the server had shown by then.
func Dial(ctx context.Context, o Options) (*Conn, error) {
	l, err := open(ctx, o)
	if err != nil {
		l.close()
		return nil, err
	}
	server, protocol, err := l.session(ctx)
	if err != nil {
		l.close()
		return nil, err
	}
	l.reader.SetLimits(l.o.Limits)
	return &Conn{link: l, server: server, protocol: protocol}, nil
}

// Peer is what the server showed. It is not the caller's to change.
func (c *Conn) Peer() *Peer { return c.link.peer }

// Protocol is the version of RESP spoken, 2 or 3.
func (c *Conn) Protocol() int { return c.protocol }

// Server is what the answer to HELLO said.
func (c *Conn) Server() Server { return c.server }

// Close ends the connection. It may be called again.
func (c *Conn) Close() error {
	if c.broken == nil {
		c.breakOff(errClosed)
	}
	return nil
}

var errClosed = errors.New("the connection is closed")

func (c *Conn) breakOff(why error) {
	c.broken = why
	c.link.close()
}

// Do sends one command and gives its reply. An error reply of the server is
// an [*Error] with its code, after which the connection goes on. The end of
// ctx closes the connection; Options.CommandTimeout bounds the round trip.
// Commands whose answers are pushes (SUBSCRIBE) or have no end (MONITOR) are
// not for Do.
func (c *Conn) Do(ctx context.Context, args ...string) (resp.Value, error) {
	if len(args) == 0 {
		return resp.Value{}, c.link.fail(ctx, PhaseCommand, CodeBadOption, errors.New("an empty command"))
	}
	armed, writeErr, err := c.send(ctx, resp.AppendCommand(c.out[:0], args...))
	if err != nil {
		return resp.Value{}, err
	}
	defer c.disarm(ctx, armed)
	v, err := c.receive(ctx, writeErr)
	if err == nil && v.IsError() {
		return v, c.link.replyError(ctx, PhaseCommand, v)
	}
	return v, httpCode(err, args[0])
}

// Pipeline sends all commands before it reads the first reply, and gives one
// value for each. Error replies are values here, see [resp.Value.IsError] and
// [ReplyCode], but for one with which the server closes. With an error the
// replies read so far are returned, and the connection is closed.
func (c *Conn) Pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error) {
	out := c.out[:0]
	for _, args := range commands {
		if len(args) == 0 {
			return nil, c.link.fail(ctx, PhaseCommand, CodeBadOption, errors.New("an empty command"))
		}
		out = resp.AppendCommand(out, args...)
	}
	if len(commands) == 0 {
		return nil, nil
	}
	armed, writeErr, err := c.send(ctx, out)
	if err != nil {
		return nil, err
	}
	defer c.disarm(ctx, armed)
	replies := make([]resp.Value, 0, len(commands))
	for range commands {
		v, err := c.receive(ctx, writeErr)
		if err != nil {
			return replies, err
		}
		replies = append(replies, v)
	}
	return replies, nil
}

// send writes the commands. A failed write is handed on, because what the
// server said before is still to be read.
func (c *Conn) send(ctx context.Context, out []byte) (a armed, writeErr, err error) {
	if c.broken != nil {
		return armed{}, nil, c.link.fail(ctx, PhaseCommand, CodeConnectionClosed, c.broken)
	}
	if err := ctx.Err(); err != nil { // nothing was sent, so the connection goes on
		return armed{}, nil, c.link.fail(ctx, PhaseCommand, CodeTimeoutCommand, err)
	}
	if cap(out) <= outMax {
		c.out = out
	}
	a = c.link.arm(ctx, c.link.o.CommandTimeout)
	_, writeErr = c.link.stream.Write(out)
	return a, writeErr, nil
}

// disarm closes a connection that ctx struck, even after the last reply.
func (c *Conn) disarm(ctx context.Context, a armed) {
	if a.disarm() && c.broken == nil {
		c.breakOff(context.Cause(ctx))
	}
}

// receive reads one reply, and closes the connection where there is none.
func (c *Conn) receive(ctx context.Context, writeErr error) (resp.Value, error) {
	v, err := c.link.readReply(ctx, PhaseCommand, writeErr)
	if err != nil {
		c.breakOff(err)
		return resp.Value{}, err
	}
	if v.IsError() && endsConnection(ReplyCode(v.Text())) {
		last := c.link.replyError(ctx, PhaseCommand, v)
		c.breakOff(last)
		return v, last
	}
	return v, nil
}
