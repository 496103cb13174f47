package conn

import (
	"context"
	"errors"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// errSpent is why a connection is closed that a stream has used: what the
// server still says on it answers no command.
var errSpent = errors.New("a stream has used this connection up")

// stream is the reading of a connection on which the server talks unasked.
type stream struct {
	c        *Conn
	writeErr error // of the first write; what was said before it is still to be read
}

// startStream sends the commands that begin a stream.
func (c *Conn) startStream(ctx context.Context, commands ...[]string) (*stream, error) {
	if c.cache != nil {
		return nil, c.refuse(ctx, errors.New("a stream needs a connection without a cache"))
	}
	now, err := c.ready(ctx)
	if err != nil {
		return nil, err
	}
	for _, args := range commands {
		c.out.Append(args...)
	}
	c.closed = true // for other commands; nor is it dialled again
	armed, writeErr := c.send(ctx, now)
	c.disarm(ctx, armed)
	return &stream{c, writeErr}, nil
}

// next reads until wanted takes a value, at most for d, and as long as ctx
// allows where d is 0. An error reply is an error. After an error the
// connection is closed.
func (s *stream) next(ctx context.Context, d time.Duration, wanted func(resp.Value) bool) (resp.Value, error) {
	l := s.c.link
	if ctx.Err() != nil && s.c.broken == nil {
		s.c.breakOff(context.Cause(ctx))
	}
	if s.c.broken != nil { // by ctx, and be it since the last value
		return resp.Value{}, l.fail(ctx, PhaseCommand, CodeTimeoutCommand, s.c.broken)
	}
	armed := l.listen(ctx, d)
	defer s.c.disarm(ctx, armed)
	for {
		v, err := l.reader.Read()
		if err != nil {
			failed := l.noReply(ctx, PhaseCommand, err, s.writeErr)
			s.c.breakOff(failed)
			return resp.Value{}, failed
		}
		if v.IsError() {
			failed := l.replyError(ctx, PhaseCommand, v)
			s.c.breakOff(failed)
			return resp.Value{}, failed
		}
		if wanted(v) {
			return v, nil
		}
	}
}

// unexpected closes the connection for a value that has no place in the
// stream.
func (s *stream) unexpected(ctx context.Context, v resp.Value) error {
	err := s.c.link.fail(ctx, PhaseCommand, CodeProtocolError, errors.New("a "+v.Kind().String()+" within a stream"))
	s.c.breakOff(err)
	return err
}

// end closes the connection.
func (s *stream) end() {
	if s.c.broken == nil {
		s.c.breakOff(errSpent)
	}
}
