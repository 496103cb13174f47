package conn

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
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
	// SharedCache makes one cache for all connections, where
	// Options.Caching is set; else each has its own.
	SharedCache bool
	// Hooks are told what becomes of the connections.
	Hooks PoolHooks
}

// PoolHooks are told what becomes of a pool's connections. Each may be nil,
// and is called by the goroutine that brought it about.
type PoolHooks struct {
	Dialled  func(*Conn)        // a new one, before it is taken
	Taken    func(*Conn)        // by Get
	Returned func(*Conn)        // to Put, before it is idle
	Dropped  func(*Conn, error) // closed by the pool, and why
}

// Pool holds connections for goroutines to share. The one put back last is
// taken first, so that the rest may idle away.
type Pool struct {
	o     *PoolOptions
	slots chan struct{} // one token per connection in use

	mu     sync.Mutex
	retry  Retry
	all    []*Conn
	idle   []*Conn // the last one is the next to go
	era    int     // how often all were closed
	closed bool
	stats  PoolStats
}

// PoolStats counts what a pool holds and did.
type PoolStats struct {
	InUse, Idle int           // connections now
	Dialled     int64         // connections made
	Reused      int64         // Gets that needed no dial
	Stale       int64         // idle connections that were no longer ready when they were wanted
	Discarded   int64         // connections that came back broken or changed
	Waited      int64         // Gets that had to wait for a connection
	WaitTime    time.Duration // all that they waited
	Exhausted   int64         // Gets that gave up waiting
}

// NewPool gives an empty pool. It dials when Get needs a connection.
func NewPool(o PoolOptions) *Pool {
	if o.Max <= 0 {
		o.Max = DefaultPoolMax
	}
	if o.SharedCache {
		o.Options = o.Options.withOneCache()
	}
	return &Pool{o: &o, retry: o.Options.Retry, slots: make(chan struct{}, o.Max)}
}

// Do takes a connection, sends one command by [Conn.Do] and puts it back.
func (p *Pool) Do(ctx context.Context, args ...string) (resp.Value, error) {
	c, err := p.Get(ctx)
	if err != nil {
		return resp.Value{}, err
	}
	defer p.Put(c)
	return c.Do(ctx, args...)
}

// DoInto is Do by [Conn.DoInto].
func (p *Pool) DoInto(ctx context.Context, dst []byte, args ...string) ([]byte, resp.Value, error) {
	c, err := p.Get(ctx)
	if err != nil {
		return dst, resp.Value{}, err
	}
	defer p.Put(c)
	return c.DoInto(ctx, dst, args...)
}

// Pipeline is Do by [Conn.Pipeline].
func (p *Pool) Pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error) {
	c, err := p.Get(ctx)
	if err != nil {
		return nil, err
	}
	defer p.Put(c)
	return c.Pipeline(ctx, commands)
}

// Stats counts what the pool holds and did.
func (p *Pool) Stats() PoolStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.stats
	s.InUse, s.Idle = len(p.slots), len(p.idle)
	return s
}

// SetRetry gives all connections another Retry; those in use have it when they
// are taken again.
func (p *Pool) SetRetry(r Retry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retry = r
}

// CloseIdle closes the idle connections. The pool goes on.
func (p *Pool) CloseIdle() { p.disconnect(false) }

// CloseAll closes all connections, those in use as well, whose commands then
// fail. The pool goes on.
func (p *Pool) CloseAll() { p.disconnect(true) }

func (p *Pool) disconnect(inUse bool) {
	p.mu.Lock()
	if inUse {
		p.era++
	}
	idle := p.idle
	p.idle = nil
	var busy []*Conn
	for _, c := range p.all {
		if inUse && !c.pooled.Load() {
			busy = append(busy, c)
		}
	}
	p.mu.Unlock()
	for _, c := range busy {
		c.interrupt()
	}
	for _, c := range idle {
		p.drop(c, errClosed)
	}
}

// Close closes the idle connections, and each other one when it is put back.
// Further Gets fail with pool-closed. It may be called again.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.CloseIdle()
}

// FlushCache drops all replies from the connections' caches.
func (p *Pool) FlushCache() { p.eachCache((*Cache).Flush) }

// InvalidateKey drops the replies of commands that name the key from the
// connections' caches.
func (p *Pool) InvalidateKey(key string) { p.eachCache(func(c *Cache) { c.InvalidateKey(key) }) }

// DeleteFromCache drops the replies of the given commands from the
// connections' caches.
func (p *Pool) DeleteFromCache(commands ...[]string) {
	p.eachCache(func(c *Cache) { c.Delete(commands...) })
}

func (p *Pool) eachCache(do func(*Cache)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.all {
		if c.cache != nil {
			do(c.cache)
		}
	}
}

func checkoutError(code string, why error) error {
	return &Error{Phase: PhaseCheckout, Code: code, Err: why}
}

var errPoolClosed = errors.New("the pool is closed")
