package conn

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Conn is a connection that is ready for commands. It is used by one
// goroutine at a time; what goroutines share is a [Pool] or a [Shared].
//
// After an error that is not the server's reply the connection is gone, and
// the next command dials it anew, as Options.Retry allows; not so where a
// transaction, or another user, database or name that a command has set, went
// with it.
type Conn struct {
	o        Options
	link     *link
	server   Server
	protocol int
	out      resp.Out   // the command being sent
	broken   error      // why there is no connection; nil while there is
	closed   bool       // by the caller
	state    state      // what commands have made of it
	making   bool       // it is being dialled: what a hook has lost is not dialled again
	along    [][]string // commands that go with the session's last, while it is first dialled
	stands   bool       // PING was refused, and they are answered
	used     time.Time  // when it was last heard
	async    *async     // owns the reading, where there is a cache or it is shared; nil else
	cache    *Cache     // nil for none

	raw    atomic.Pointer[countedConn] // for interrupt alone
	shared bool                        // it is that of a Shared
	pool   *Pool                       // whose it is; nil for none
	place  int                         // in the list of all that the pool has
	era    int                         // the pool's, when it was dialled
	pooled atomic.Bool                 // it was put back, and not taken since
	since  time.Time                   // when
}

// Dial goes through all phases, from config to ready, as often as
// Options.Retry allows. The error is an [*Error], whose Peer is what the
// server had shown by then.
func Dial(ctx context.Context, o Options) (*Conn, error) {
	c, err := newConn(o)
	if err == nil {
		err = c.dial(ctx)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// newConn is a connection that was not dialled yet.
func newConn(o Options) (*Conn, error) {
	c := &Conn{o: o.withDefaults()}
	var err error
	if o.Caching != nil {
		if c.cache = o.Caching.Cache; c.cache == nil {
			c.cache, err = NewCache(o.Caching.Local)
		}
	}
	return c, err
}

// dial connects, and again after faults that may pass.
func (c *Conn) dial(ctx context.Context) error {
	return c.o.Retry.Do(ctx, c.connect, c.o.Retry.WantsDial, nil)
}

// connect makes the connection what it is, once.
func (c *Conn) connect(ctx context.Context) error {
	if c.stands { // and was not enough
		c.stands = false
		c.breakOff(errClosed)
	}
	l := newLink(&c.o)
	l.along = c.along
	if err := l.open(ctx); err != nil {
		l.close()
		return err
	}
	c.making = true
	defer func() { c.making = false }()
	c.link, c.broken, c.state, c.async = l, nil, state{}, nil
	c.raw.Store(l.raw)
	c.used = time.Now()
	err := c.session(ctx)
	c.stands = len(c.along) > 0 && refusesPing(err)
	if err != nil && !c.stands {
		if c.broken == nil {
			c.breakOff(err)
		}
		return err
	}
	l.reader.SetLimits(c.o.Limits)
	if c.stands {
		return err
	}
	if c.cache != nil || c.shared {
		l.unconfirmed = nil // where a hook has asked for nothing, it is left to the first command
		c.async = newAsync(l, c.cache)
	}
	for _, connected := range c.o.Connected {
		connected(c)
		if err := c.survived(ctx); err != nil {
			return err
		}
	}
	if c.cache == nil { // which rests on what the server was told
		c.state.altered = false // what the hooks have set, they will set again
	}
	return nil
}

// survived is the error of a connection that a hook has ended. One without
// hooks is not asked: what the server ends is found by the next command.
func (c *Conn) survived(ctx context.Context) error {
	var known *Error
	if !c.gone() || errors.As(c.broken, &known) {
		return c.broken
	}
	return c.link.fail(ctx, PhaseReady, CodeConnectHook, c.broken)
}

// session makes the connection ready, by the caller's hook where there is one.
func (c *Conn) session(ctx context.Context) (err error) {
	if c.o.OnConnect == nil {
		c.server, c.protocol, err = c.link.session(ctx)
		return err
	}
	c.server, c.protocol = Server{}, 2
	err = c.o.OnConnect(ctx, c)
	c.state = state{} // what the hook has set, it will set again
	if err == nil {
		return c.survived(ctx)
	}
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	return c.link.fail(ctx, PhaseReady, CodeConnectHook, err)
}

// Peer is what the server showed. It is not the caller's to change.
func (c *Conn) Peer() *Peer { return c.link.peer }

// Protocol is the version of RESP spoken, 2 or 3.
func (c *Conn) Protocol() int { return c.protocol }

// Server is what the answer to HELLO said.
func (c *Conn) Server() Server { return c.server }

// Cache is the client-side cache; nil where Options.Caching is.
func (c *Conn) Cache() *Cache { return c.cache }

// Close ends the connection for good. It may be called again.
func (c *Conn) Close() error {
	c.closed = true
	if c.broken == nil {
		c.breakOff(errClosed)
	}
	return nil
}

var errClosed = errors.New("the connection is closed")

// breakOff ends the connection. With tracking it returns when the reader has
// ended and nothing of it is served from a cache any more.
func (c *Conn) breakOff(why error) {
	c.broken = why
	c.link.close()
	if c.async != nil {
		<-c.async.done
	}
}

// Do sends one command and gives its reply. The first word may hold several
// ("CONFIG GET"). An error reply of the server is an [*Error] with its code,
// after which the connection goes on. Options.CommandTimeout and ctx bound the
// round trip. Commands whose answers are pushes or have no end are refused:
// they have methods of their own.
//
// Where Options.Retry wants the error, the command is sent again.
func (c *Conn) Do(ctx context.Context, args ...string) (resp.Value, error) {
	if c.cache != nil {
		if v, ok := c.cached(args); ok {
			return v, nil
		}
	}
	v, err := c.do(ctx, args)
	if err != nil && c.o.Retry.Wants(err) {
		args := clone(args)
		err = again(ctx, c.o.Retry, err, func(ctx context.Context) error {
			v, err = c.do(ctx, args)
			return err
		})
	}
	return v, httpCode(err, args)
}

// DoInto is Do for a reply that is a string: its text is appended to dst
// without another copy, and the Value says no more than its kind. Any other
// reply is the Value, as by Do.
func (c *Conn) DoInto(ctx context.Context, dst []byte, args ...string) ([]byte, resp.Value, error) {
	if c.cache != nil || c.shared { // and not c.async, which may be yet to come
		v, err := c.Do(ctx, args...)
		if err == nil && isString(v) {
			dst = append(dst, v.Text()...)
		}
		return dst, v, err
	}
	out, v, err := c.doInto(ctx, dst, args)
	if err != nil && c.o.Retry.Wants(err) {
		args := clone(args)
		err = again(ctx, c.o.Retry, err, func(ctx context.Context) error {
			out, v, err = c.doInto(ctx, dst, args)
			return err
		})
	}
	return out, v, httpCode(err, args)
}

// Pipeline sends all commands before it reads the first reply, and gives one
// value for each, whose texts may share memory: who keeps few of many replies
// should clone them. Error replies are values here, see [resp.Value.IsError] and
// [ReplyCode], but for one with which the server closes. With an error the
// replies read so far are returned.
func (c *Conn) Pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error) {
	replies, err := c.pipeline(ctx, commands)
	return c.pipelineAgain(ctx, commands, replies, err)
}

// pipelineAgain goes on after a first attempt of Pipeline.
func (c *Conn) pipelineAgain(ctx context.Context, commands [][]string, replies []resp.Value, err error) ([]resp.Value, error) {
	if err != nil && c.o.Retry.Wants(err) {
		err = again(ctx, c.o.Retry, err, func(ctx context.Context) error {
			replies, err = c.pipeline(ctx, commands)
			return err
		})
	}
	return replies, err
}

// again goes on after a first attempt that failed. What the caller has closed
// stays closed, however often it is tried, and a dial has tried as often itself.
func again(ctx context.Context, r Retry, first error, attempt func(context.Context) error) error {
	return r.Do(ctx, func(ctx context.Context) error {
		if err := first; err != nil {
			first = nil
			return err
		}
		return attempt(ctx)
	}, func(err error) bool { return r.Wants(err) && !errors.Is(err, errClosed) && !ofDial(err) }, nil)
}

// ofDial is true for an error of Dial.
func ofDial(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Phase != PhaseCommand && e.Phase != PhaseCheckout && e.Phase != PhaseReuse
}

// interrupt ends the connection under the goroutine that uses it.
func (c *Conn) interrupt() {
	if raw := c.raw.Load(); raw != nil {
		_ = raw.Close()
	}
}
