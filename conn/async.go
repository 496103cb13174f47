package conn

import (
	"context"
	"errors"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// async is a link whose reading a goroutine owns, so that it hears
// invalidations while nobody asks; with a cache, where there is one.
type async struct {
	*mux
	tracker *tracker // nil without a cache
}

// newAsync takes the link's reading over.
func newAsync(l *link, cache *Cache) *async {
	if cache == nil {
		return &async{mux: newMux(l, l.pushed, func() {})}
	}
	t := newTracker(cache, l)
	return &async{mux: newMux(l, t.pushed, t.lost), tracker: t}
}

// do sends one command. Its reply goes into the cache, where it may and keep
// is true.
func (a *async) do(ctx context.Context, args []string, keep bool) (resp.Value, error) {
	c := newCall(1)
	var err error
	switch {
	case a.tracker == nil:
		err = a.start(c, args)
	case keep && a.tracker.reserve(c, args):
		err = a.startTracked(c, args)
	default:
		err = a.start(c, args)
		a.tracker.wrote(args)
		defer a.tracker.wrote(args)
	}
	if err == nil {
		err = a.await(ctx, c)
	} else if c.store != nil {
		c.store.Cancel()
	}
	if errors.Is(err, errAbandoned) {
		return resp.Value{}, a.abandoned(ctx)
	}
	v := c.reply
	c.recycle()
	if err == nil && v.IsError() {
		err = a.link.replyError(ctx, PhaseCommand, v)
	}
	return v, err
}

// startTracked starts a command whose reply is to be cached, and tells the
// server so in the same write, where it wants to be told.
func (a *async) startTracked(c *call, args []string) error {
	if a.tracker.o.Mode != TrackOptIn {
		return a.start(c, args)
	}
	c.skip, c.wants = 1, 2
	return a.start(c, []string{"CLIENT", "CACHING", "YES"}, args)
}

// pipeline sends the commands and gives their replies. It passes the cache by.
func (a *async) pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error) {
	c := newCall(len(commands))
	c.many, c.replies = true, make([]resp.Value, 0, len(commands))
	err := a.start(c, commands...)
	a.wroteAll(commands)
	if err == nil {
		err = a.await(ctx, c)
	}
	a.wroteAll(commands)
	if errors.Is(err, errAbandoned) {
		return nil, a.abandoned(ctx)
	}
	replies := c.replies
	c.recycle()
	return replies, err
}

func (a *async) wroteAll(commands [][]string) {
	if a.tracker == nil {
		return
	}
	for _, args := range commands {
		a.tracker.wrote(args)
	}
}

// abandoned is the error of a caller whose context ended. Nothing else is
// wrong: the reply is dropped when it comes.
func (a *async) abandoned(ctx context.Context) error {
	return a.link.fail(ctx, PhaseCommand, CodeTimeoutCommand, context.Cause(ctx))
}
