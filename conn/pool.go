package conn

import (
	"context"
	"errors"
	"sync"
	"time"
)

// DefaultPoolMax is the bound of a [Pool] where its options give none.
const DefaultPoolMax = 50

// PoolOptions say what a [Pool] dials and how many connections it holds.
type PoolOptions struct {
	Options Options // how to dial each connection

	// Max bounds the connections, idle and in use; 50 by default.
	Max int
	// Wait is how long Get waits for a connection to come back when all are
	// in use, besides its context. 0, the default, fails at once; negative
	// waits as long as the context allows.
	Wait time.Duration
}

// Pool holds connections for goroutines to share. The one put back last is
// taken first, so that the rest may idle away.
type Pool struct {
	o     *PoolOptions  // behind a pointer, so that printing a Pool prints no password
	slots chan struct{} // one token per connection in use

	mu     sync.Mutex
	idle   []*Conn // the last one is the next to go
	closed bool
	stats  PoolStats
}

// PoolStats counts what a pool holds and did.
type PoolStats struct {
	InUse, Idle int   // connections now
	Dialled     int64 // connections made
	Reused      int64 // Gets that needed no dial
	Discarded   int64 // connections that came back broken
	Exhausted   int64 // Gets that gave up waiting
}

// NewPool gives an empty pool. It dials when Get needs a connection.
func NewPool(o PoolOptions) *Pool {
	if o.Max <= 0 {
		o.Max = DefaultPoolMax
	}
	return &Pool{o: &o, slots: make(chan struct{}, o.Max)}
}

// Get takes an idle connection or dials one. The error is an [*Error]: of
// Dial, or of the phase checkout with pool-exhausted or pool-closed.
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
	return c, nil
}

// enter waits for a place among the connections in use.
func (p *Pool) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	var late <-chan time.Time
	switch {
	case p.o.Wait == 0:
		return p.exhausted(errors.New("every connection is in use"))
	case p.o.Wait > 0:
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
			return checkoutError(CodeCanceled, &interruptedError{ctx.Err(), context.Cause(ctx)})
		}
		return p.exhausted(context.Cause(ctx))
	}
}

func (p *Pool) exhausted(why error) error {
	p.mu.Lock()
	p.stats.Exhausted++
	p.mu.Unlock()
	return checkoutError(CodePoolExhausted, why)
}

func checkoutError(code string, why error) error {
	return &Error{Phase: PhaseCheckout, Code: code, Err: why}
}

// take gives an idle connection, or nil where there is none.
func (p *Pool) take() (*Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, checkoutError(CodePoolClosed, errors.New("the pool is closed"))
	}
	if len(p.idle) == 0 {
		return nil, nil
	}
	last := len(p.idle) - 1
	c := p.idle[last]
	p.idle[last] = nil
	p.idle = p.idle[:last]
	c.pooled = false
	p.stats.Reused++
	return c, nil
}

func (p *Pool) dial(ctx context.Context) (*Conn, error) {
	c, err := Dial(ctx, p.o.Options)
	if err != nil {
		return nil, err
	}
	c.pool = p
	p.mu.Lock()
	p.stats.Dialled++
	p.mu.Unlock()
	return c, nil
}

// Put gives a connection back. A broken one is dropped; nil, one that another
// pool made and one that was put back before are left alone.
func (p *Pool) Put(c *Conn) {
	if c == nil || c.pool != p {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.pooled {
		return
	}
	c.pooled = true
	switch {
	case c.broken != nil:
		p.stats.Discarded++
	case p.closed:
		c.breakOff(errClosed)
	default:
		p.idle = append(p.idle, c)
	}
	<-p.slots
}

// Close closes the idle connections, and each other one when it is put back.
// Further Gets fail with pool-closed. It may be called again.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		c.breakOff(errClosed)
	}
	p.idle = nil
}

// Stats counts what the pool holds and did.
func (p *Pool) Stats() PoolStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.stats
	s.InUse, s.Idle = len(p.slots), len(p.idle)
	return s
}
