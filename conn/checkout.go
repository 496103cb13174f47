package conn

import (
	"context"
	"errors"
	"time"
)

// Get takes an idle connection that is ready, or dials one. The error is an
// [*Error]: of Dial, or of the phase checkout with pool-exhausted or
// pool-closed.
func (p *Pool) Get(ctx context.Context) (*Conn, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	c, err := p.take()
	if err == nil && c == nil {
		c, err = p.dial(ctx)
	}
	if err != nil {
		<-p.slots
		return nil, err
	}
	if p.o.Hooks.Taken != nil {
		p.o.Hooks.Taken(c)
	}
	return c, nil
}

// enter waits for a place among the connections in use.
func (p *Pool) enter(ctx context.Context) error {
	if err := p.open(); err != nil {
		return err
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	if p.o.Wait == 0 {
		return p.exhausted(errors.New("every connection is in use"))
	}
	begin := time.Now()
	defer func() {
		p.mu.Lock()
		p.stats.Waited++
		p.stats.WaitTime += time.Since(begin)
		p.mu.Unlock()
	}()
	var late <-chan time.Time
	if p.o.Wait > 0 {
		timer := time.NewTimer(p.o.Wait)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-late:
		return p.exhausted(errors.New("no connection came back in time"))
	case <-ctx.Done():
		if canceled(ctx) {
			return gaveUp(ctx, CodeCanceled)
		}
		return p.exhausted(context.Cause(ctx))
	}
}

// open is the error of a pool that is closed.
func (p *Pool) open() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return checkoutError(CodePoolClosed, errPoolClosed)
	}
	return nil
}

// gaveUp is the error of a caller whose context ended before it had a
// connection; code is that of a deadline.
func gaveUp(ctx context.Context, code string) error {
	if canceled(ctx) {
		return checkoutError(CodeCanceled, &interruptedError{ctx.Err(), context.Cause(ctx)})
	}
	return checkoutError(code, context.Cause(ctx))
}

func (p *Pool) exhausted(why error) error {
	p.mu.Lock()
	p.stats.Exhausted++
	p.mu.Unlock()
	return checkoutError(CodePoolExhausted, why)
}

// warm is how long after its return a connection is handed out without asking
// the socket: no server's word could have come by then.
const warm = 20 * time.Microsecond

// take gives an idle connection that is ready, or nil where there is none.
func (p *Pool) take() (*Conn, error) {
	for {
		c, err := p.pop()
		if c == nil || err != nil {
			return nil, err
		}
		if !c.gone() && c.quiet(time.Since(c.since) < warm) {
			return c, nil
		}
		p.mu.Lock()
		p.stats.Reused--
		p.stats.Stale++
		p.mu.Unlock()
		p.drop(c, errStale)
	}
}

var errStale = errors.New("it was closed, or something was sent unasked, while it was idle")

// pop takes the connection that was put back last.
func (p *Pool) pop() (*Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, checkoutError(CodePoolClosed, errPoolClosed)
	}
	last := len(p.idle) - 1
	if last < 0 {
		return nil, nil
	}
	c := p.idle[last]
	p.idle[last] = nil
	p.idle = p.idle[:last]
	c.pooled.Store(false)
	c.o.Retry = p.retry
	p.stats.Reused++
	return c, nil
}

// dial makes a connection and sees that it is ready.
func (p *Pool) dial(ctx context.Context) (*Conn, error) {
	p.mu.Lock()
	o := p.o.Options
	o.Retry = p.retry
	era := p.era
	p.mu.Unlock()
	c, err := Dial(ctx, o)
	if err != nil {
		return nil, err
	}
	// What waits below TLS may be a session ticket.
	if o.TLS == nil && !c.quiet(false) {
		if err := c.unspoken(ctx); err != nil {
			_ = c.Close()
			return nil, err
		}
	}
	p.mu.Lock()
	c.pool, c.place, c.era = p, len(p.all), era
	p.all = append(p.all, c)
	p.stats.Dialled++
	p.mu.Unlock()
	if p.o.Hooks.Dialled != nil {
		p.o.Hooks.Dialled(c)
	}
	return c, nil
}

// Put gives a connection back. It is dropped where it is broken, where its
// commands have left a transaction open, changed it (SELECT, AUTH, ...) or are
// not answered yet, and where the pool is closed; nil, one that another pool
// made and one that was put back before are left alone.
func (p *Pool) Put(c *Conn) {
	if c == nil || c.pool != p || !c.pooled.CompareAndSwap(false, true) {
		return
	}
	if p.o.Hooks.Returned != nil {
		p.o.Hooks.Returned(c)
	}
	why := c.unfit()
	p.mu.Lock()
	switch {
	case why != nil:
		p.stats.Discarded++
	case p.closed:
		why = errPoolClosed
	case c.era != p.era: // it was on its way here, or just dialled, when all were closed
		why = errClosed
	default:
		c.since = time.Now()
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if why != nil {
		p.drop(c, why)
	}
	<-p.slots
}

// unfit is why the connection is not for another caller; nil where it is.
func (c *Conn) unfit() error {
	switch {
	case c.closed:
		return errClosed
	case c.gone():
		return c.broken
	case c.state.bound():
		return errors.New("its commands have changed it")
	case c.async != nil && c.async.waiting.Load() > 0:
		return errors.New("a caller has given up a command that goes on")
	}
	return nil
}

// drop closes a connection that is neither idle nor in use.
func (p *Pool) drop(c *Conn, why error) {
	p.mu.Lock()
	last := p.all[len(p.all)-1]
	p.all[c.place], last.place = last, c.place
	p.all[len(p.all)-1] = nil
	p.all = p.all[:len(p.all)-1]
	p.mu.Unlock()
	_ = c.Close()
	if p.o.Hooks.Dropped != nil {
		p.o.Hooks.Dropped(c, why)
	}
}
