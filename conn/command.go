package conn

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// clone copies arguments for a closure, so that those of the caller need not
// be allocated where nothing is retried.
func clone(args []string) []string { return append([]string(nil), args...) }

// do is one attempt of Do.
func (c *Conn) do(ctx context.Context, args []string) (resp.Value, error) {
	if err := c.admit(ctx, args); err != nil {
		return resp.Value{}, err
	}
	now, err := c.ready(ctx)
	if err != nil {
		return resp.Value{}, err
	}
	after := c.state.with(args)
	c.state = c.state.or(after)
	defer c.answered(after)
	if c.async != nil {
		return c.async.do(ctx, args, !c.state.bound())
	}
	c.out.Append(args...)
	armed, writeErr := c.send(ctx, now)
	v, err := c.receive(ctx, writeErr)
	c.disarm(ctx, armed)
	if err == nil && v.IsError() {
		return v, c.link.replyError(ctx, PhaseCommand, v)
	}
	return v, err
}

// doInto is one attempt of DoInto.
func (c *Conn) doInto(ctx context.Context, dst []byte, args []string) ([]byte, resp.Value, error) {
	if err := c.admit(ctx, args); err != nil {
		return dst, resp.Value{}, err
	}
	now, err := c.ready(ctx)
	if err != nil {
		return dst, resp.Value{}, err
	}
	after := c.state.with(args)
	c.state = c.state.or(after)
	defer c.answered(after)
	c.out.Append(args...)
	armed, writeErr := c.send(ctx, now)
	out, v, err := c.receiveInto(ctx, dst, writeErr)
	c.disarm(ctx, armed)
	if err == nil && v.IsError() {
		return dst, v, c.link.replyError(ctx, PhaseCommand, v)
	}
	return out, v, err
}

// pipeline is one attempt of Pipeline.
func (c *Conn) pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error) {
	for _, args := range commands {
		if err := c.admit(ctx, args); err != nil {
			return nil, err
		}
	}
	if len(commands) == 0 {
		return nil, nil
	}
	now, err := c.ready(ctx)
	if err != nil {
		return nil, err
	}
	after := c.state.with(commands...)
	c.state = c.state.or(after)
	defer c.answered(after)
	if c.async != nil {
		return c.async.pipeline(ctx, commands)
	}
	for _, args := range commands {
		c.out.Append(args...)
	}
	armed, writeErr := c.send(ctx, now)
	defer c.disarm(ctx, armed)
	return c.replies(ctx, len(commands), writeErr)
}

// replies reads n of them, or as many as there are.
func (c *Conn) replies(ctx context.Context, n int, writeErr error) ([]resp.Value, error) {
	replies := make([]resp.Value, 0, n)
	for len(replies) < n {
		if ready := c.link.readReady(replies, n-len(replies)); len(ready) > len(replies) {
			replies = ready
			continue
		}
		v, err := c.receive(ctx, writeErr)
		if err != nil {
			return replies, err
		}
		replies = append(replies, v)
	}
	return replies, nil
}

// answered is called with the last reply: only with it does a transaction end
// that the commands end. One whose EXEC was lost is lost.
func (c *Conn) answered(after state) {
	if !c.gone() {
		c.state = after
	}
}

// admit refuses what would put the connection out of step.
func (c *Conn) admit(ctx context.Context, args []string) error {
	switch {
	case isEmpty(args):
		return c.refuse(ctx, errors.New("an empty command"))
	case effectOf(args) == streams:
		return c.refuse(ctx, fmt.Errorf("%s has no single reply: see Monitor and Subscribe", strings.ToUpper(args[0])))
	}
	return nil
}

func (c *Conn) refuse(ctx context.Context, why error) error {
	return c.link.fail(ctx, PhaseCommand, CodeBadOption, why)
}

// isString is true for the kinds whose text DoInto appends.
func isString(v resp.Value) bool {
	switch v.Kind() {
	case resp.BulkString, resp.SimpleString, resp.Verbatim:
		return true
	}
	return false
}

// cached finds the reply of a command in the cache. A connection that has not
// been heard for the health interval is asked first.
func (c *Conn) cached(args []string) (resp.Value, bool) {
	if c.closed || c.gone() || c.state.bound() {
		return resp.Value{}, false
	}
	if c.o.HealthInterval > 0 && time.Since(c.used) >= c.o.HealthInterval {
		return resp.Value{}, false
	}
	return c.async.tracker.lookup(args)
}

// send writes the commands in c.out. A failed write is handed on, because
// what the server said before is still to be read.
func (c *Conn) send(ctx context.Context, now time.Time) (armed, error) {
	a := c.link.armAt(ctx, now, c.link.o.CommandTimeout)
	_, err := c.out.WriteTo(c.link.stream)
	c.out.Reset()
	return a, err
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
	return v, c.lastWord(ctx, v)
}

// receiveInto is receive for a text that goes to dst.
func (c *Conn) receiveInto(ctx context.Context, dst []byte, writeErr error) ([]byte, resp.Value, error) {
	out, v, err := c.link.readReplyInto(ctx, dst, PhaseCommand, writeErr)
	if err != nil {
		c.breakOff(err)
		return dst, resp.Value{}, err
	}
	return out, v, c.lastWord(ctx, v)
}

// lastWord is the error of a reply with which the server closes.
func (c *Conn) lastWord(ctx context.Context, v resp.Value) error {
	if !v.IsError() || !endsConnection(ReplyCode(v.Text())) {
		return nil
	}
	last := c.link.replyError(ctx, PhaseCommand, v)
	c.breakOff(last)
	return last
}
