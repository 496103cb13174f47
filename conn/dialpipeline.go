package conn

import (
	"context"
	"errors"
	"slices"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Pipelined is what [Conn.Pipeline] gives: the replies, and why there are not all
// of them.
type Pipelined struct {
	Replies []resp.Value
	Err     error
}

// DialPipeline is [Dial] and then [Conn.Pipeline] in one round trip: the commands
// go with the last ones of the session, whose phases then hold what the server
// takes to answer all. Where it does not know HELLO they are sent twice. Options
// with hooks or a cache, and commands that change the connection, cost the round
// trip. The error is that of Dial; where it is that the server refuses PING because
// it is loading, cannot save or has lost its primary, there are a connection and
// replies with it, for INFO and its kin are answered.
func DialPipeline(ctx context.Context, o Options, commands [][]string) (c *Conn, p Pipelined, err error) {
	if c, err = newConn(o); err != nil {
		return nil, p, err
	}
	together := c.cache == nil && o.OnConnect == nil && len(o.Connected) == 0 && !slices.ContainsFunc(commands, changes)
	if together {
		c.along = commands
	}
	err = c.dial(ctx)
	c.along = nil
	switch {
	case err != nil && !c.stands:
		return nil, p, err
	case !together:
		p.Replies, p.Err = c.Pipeline(ctx, commands)
		return c, p, nil
	}
	armed := c.link.arm(ctx, c.o.CommandTimeout)
	replies, failed := c.replies(ctx, len(commands), nil)
	c.disarm(ctx, armed)
	p.Replies, p.Err = c.pipelineAgain(ctx, commands, replies, failed)
	return c, p, err
}

// refusesPing is true for the refusals of PING that are about the server and not
// about the connection, which goes on.
func refusesPing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Phase == PhaseReady && slices.Contains([]string{CodeLoading, CodeMisconf, CodeMasterDown}, e.Code)
}

func changes(args []string) bool { return isEmpty(args) || effectOf(args) != plain }
