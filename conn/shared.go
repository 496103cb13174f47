package conn

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Shared is one connection for many goroutines. What they send at the same
// time goes out in one write, and the replies come back in one read, so that
// a few thousand callers need fewer system calls than a few in a [Pool]. It is
// dialled by the first command, and again by the next one after it broke.
//
// Commands that block, and those that change the connection (SELECT, MULTI,
// WATCH, ...) need one of their own: the latter are refused, but for a whole
// transaction in one Pipeline.
type Shared struct {
	o       *Options
	dialing chan struct{} // holds a token while someone dials
	conn    atomic.Pointer[Conn]
	closed  atomic.Bool
	checked atomic.Int64                       // when the server was last asked whether it is there, in UNIX nanoseconds
	giveUp  atomic.Pointer[context.CancelFunc] // ends the dial under way
}

// NewShared gives a connection that is not yet dialled. With Options.Caching
// its cache outlives it.
func NewShared(o Options) *Shared {
	o = o.withOneCache()
	return &Shared{o: &o, dialing: make(chan struct{}, 1)}
}

// withOneCache gives all connections that are dialled with o one cache. Bounds
// that cannot be are left for Dial to refuse.
func (o Options) withOneCache() Options {
	if o.Caching == nil || o.Caching.Cache != nil {
		return o
	}
	caching := *o.Caching
	caching.Cache, _ = NewCache(caching.Local)
	o.Caching = &caching
	return o
}

// get gives the connection, and dials it where there is none.
func (s *Shared) get(ctx context.Context) (*Conn, error) {
	if ctx.Err() != nil {
		return nil, gaveUp(ctx, CodeTimeoutCommand)
	}
	if c := s.conn.Load(); c != nil && s.healthy(ctx, c) {
		return c, nil
	}
	select {
	case s.dialing <- struct{}{}:
		defer func() { <-s.dialing }()
	case <-ctx.Done():
		return nil, gaveUp(ctx, CodeTimeoutCommand)
	}
	if c := s.conn.Load(); c != nil && c.async.failure() == nil {
		return c, nil
	}
	return s.dial(ctx)
}

// healthy is true where the connection stands. Once in the health interval the
// server is asked, who might be gone without a word: what does not answer in
// time ends by that.
func (s *Shared) healthy(ctx context.Context, c *Conn) bool {
	if every := s.o.HealthInterval; every > 0 {
		now, last := time.Now().UnixNano(), s.checked.Load()
		if now-last >= int64(every) && s.checked.CompareAndSwap(last, now) {
			_, _ = c.async.do(ctx, []string{"PING"}, false)
		}
	}
	return c.async.failure() == nil
}

// dial makes the connection. The caller holds the token.
func (s *Shared) dial(ctx context.Context) (*Conn, error) {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	s.giveUp.Store(&giveUp)
	if s.closed.Load() {
		return nil, errSharedClosed
	}
	c, err := newConn(*s.o)
	if err != nil {
		return nil, err
	}
	c.shared = true
	err = c.dial(ctx)
	switch {
	case err != nil && s.closed.Load():
		return nil, errSharedClosed
	case err != nil:
		return nil, err
	}
	s.checked.Store(time.Now().UnixNano())
	s.conn.Store(c)
	if s.closed.Load() { // meanwhile
		_ = c.Close()
	}
	return c, nil
}

var errSharedClosed = &Error{Phase: PhaseCommand, Code: CodeConnectionClosed, Err: errClosed}

// Do is [Conn.Do], for many goroutines. The end of ctx ends the wait for the
// reply, and not the connection.
func (s *Shared) Do(ctx context.Context, args ...string) (resp.Value, error) {
	v, err := s.do(ctx, args)
	if err != nil && s.o.Retry.Wants(err) {
		args := clone(args)
		err = again(ctx, s.o.Retry, err, func(ctx context.Context) error {
			v, err = s.do(ctx, args)
			return err
		})
	}
	return v, err
}

func (s *Shared) do(ctx context.Context, args []string) (resp.Value, error) {
	if err := sharable(args); err != nil {
		return resp.Value{}, err
	}
	c, err := s.get(ctx)
	if err != nil {
		return resp.Value{}, err
	}
	if t := c.async.tracker; t != nil {
		if v, ok := t.lookup(args); ok {
			return v, nil
		}
	}
	return c.async.do(ctx, args, true)
}

// Pipeline is [Conn.Pipeline], for many goroutines: no other command comes
// between its own.
func (s *Shared) Pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error) {
	replies, err := s.pipeline(ctx, commands)
	if err != nil && s.o.Retry.Wants(err) {
		err = again(ctx, s.o.Retry, err, func(ctx context.Context) error {
			replies, err = s.pipeline(ctx, commands)
			return err
		})
	}
	return replies, err
}

func (s *Shared) pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error) {
	if err := sharableTogether(commands); err != nil || len(commands) == 0 {
		return nil, err
	}
	c, err := s.get(ctx)
	if err != nil {
		return nil, err
	}
	return c.async.pipeline(ctx, commands)
}

// Cache is the client-side cache; nil where Options.Caching is.
func (s *Shared) Cache() *Cache {
	if s.o.Caching == nil {
		return nil
	}
	return s.o.Caching.Cache
}

// Close ends the connection, and a dial under way. Callers that wait get an
// error, and so do later ones. It may be called again.
func (s *Shared) Close() error {
	s.closed.Store(true)
	if giveUp := s.giveUp.Load(); giveUp != nil {
		(*giveUp)()
	}
	if c := s.conn.Load(); c != nil {
		c.link.close()
		<-c.async.done
	}
	return nil
}

// sharable refuses what is not for a connection that others use too.
func sharable(args []string) error {
	switch {
	case isEmpty(args):
		return unsharable(errors.New("an empty command"))
	case effectOf(args) != plain:
		return unsharable(fmt.Errorf("%s needs a connection of its own", strings.ToUpper(args[0])))
	}
	return nil
}

// sharableTogether is sharable for commands that nobody comes between.
func sharableTogether(commands [][]string) error {
	var s state
	for _, args := range commands {
		if isEmpty(args) {
			return sharable(args)
		}
		e := effectOf(args)
		if s.note(e); e == streams || e == alters {
			return sharable(args)
		}
	}
	if s.bound() {
		return unsharable(errors.New("a transaction that does not end in the same pipeline"))
	}
	return nil
}

func unsharable(why error) error {
	return &Error{Phase: PhaseCommand, Code: CodeBadOption, Err: why}
}
