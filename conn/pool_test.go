package conn

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// startBackend starts an embedded server.
func startBackend(t *testing.T) string {
	t.Helper()
	b, err := lab.StartBackend()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b.Addr()
}

func get(t *testing.T, p *Pool) *Conn {
	t.Helper()
	c, err := p.Get(testContext(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Row 76: the last connection put back is the first taken, and one too many is
// an error ("Too many connections"); the bound is 50, not 2^31.
func TestRow76PoolIsLIFO(t *testing.T) {
	t.Parallel()
	p := NewPool(PoolOptions{Options: Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr}, Max: 2})
	defer p.Close()
	a, b := get(t, p), get(t, p)
	_, err := p.Get(testContext(t))
	wantError(t, err, PhaseCheckout, CodePoolExhausted)
	p.Put(a)
	p.Put(b)
	if got := get(t, p); got != b {
		t.Error("the connection put back last was not taken first")
	}
	want := PoolStats{InUse: 1, Idle: 1, Dialled: 2, Reused: 1, Exhausted: 1}
	if diff := cmp.Diff(want, p.Stats()); diff != "" {
		t.Errorf("stats: -want +got\n%s", diff)
	}
	p.Put(b)
}

// Row 79: a connection of another pool is not taken; valkey-py closes it.
func TestRow79ReleaseOfAStranger(t *testing.T) {
	t.Parallel()
	addr := startValkey(t, lab.ValkeyOptions{}).Addr
	p := NewPool(PoolOptions{Options: Options{Addr: addr}, Max: 2})
	other := NewPool(PoolOptions{Options: Options{Addr: addr}})
	defer p.Close()
	defer other.Close()
	c := get(t, p)
	other.Put(c) // a stranger there
	p.Put(c)
	p.Put(c) // a second time
	p.Put(nil)
	if diff := cmp.Diff(PoolStats{Idle: 1, Dialled: 1}, p.Stats()); diff != "" {
		t.Errorf("stats: -want +got\n%s", diff)
	}
	if diff := cmp.Diff(PoolStats{}, other.Stats()); diff != "" {
		t.Errorf("the other's stats: -want +got\n%s", diff)
	}
	broken := get(t, p)
	_ = broken.Close()
	p.Put(broken)
	if diff := cmp.Diff(PoolStats{Dialled: 1, Reused: 1, Discarded: 1}, p.Stats()); diff != "" {
		t.Errorf("after a broken one: -want +got\n%s", diff)
	}
}

// Row 82: the pool that waits ("No connection available." after 20 s); here as
// long as Wait and the context say.
func TestRow82PoolWaits(t *testing.T) {
	t.Parallel()
	p := NewPool(PoolOptions{Options: Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr}, Max: 1, Wait: -1})
	defer p.Close()
	c := get(t, p)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := p.Get(ctx)
	wantError(t, err, PhaseCheckout, CodePoolExhausted)
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	_, err = p.Get(ctx)
	wantError(t, err, PhaseCheckout, CodeCanceled)
	var waiting sync.WaitGroup
	waiting.Go(func() {
		again, err := p.Get(context.Background())
		if err != nil || again != c {
			t.Errorf("the one who waited got %p, %v, want %p", again, err, c)
		}
		p.Put(again)
	})
	p.Put(c)
	waiting.Wait()

	short := NewPool(PoolOptions{Options: Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr}, Max: 1, Wait: time.Millisecond})
	defer short.Close()
	held := get(t, short)
	_, err = short.Get(testContext(t))
	wantError(t, err, PhaseCheckout, CodePoolExhausted)
	short.Put(held)
}

// Row 80: close ends what is idle at once, and what is in use when it comes back.
func TestRow80PoolClose(t *testing.T) {
	t.Parallel()
	p := NewPool(PoolOptions{Options: Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr}})
	idle, used := get(t, p), get(t, p)
	p.Put(idle)
	p.Close()
	p.Close()
	_, err := p.Get(testContext(t))
	wantError(t, err, PhaseCheckout, CodePoolClosed)
	if _, err := used.Do(testContext(t), "PING"); err != nil {
		t.Errorf("a connection in use was closed: %v", err)
	}
	p.Put(used)
	for _, c := range []*Conn{idle, used} {
		_, err := c.Do(testContext(t), "PING")
		wantError(t, err, PhaseCommand, CodeConnectionClosed)
	}
	if s := p.Stats(); s.InUse != 0 || s.Idle != 0 {
		t.Errorf("stats %+v", s)
	}
}

// Row 78: a checkout that fails leaves its place to the next.
func TestRow78FailedCheckoutReleases(t *testing.T) {
	t.Parallel()
	p := NewPool(PoolOptions{Options: Options{Addr: "127.0.0.2:1"}, Max: 1})
	defer p.Close()
	for range 3 { // a place that a failed dial kept would show as pool-exhausted
		_, err := p.Get(testContext(t))
		wantError(t, err, PhaseConnect, CodeConnectionRefused)
	}
}

func TestPoolShared(t *testing.T) {
	t.Parallel()
	p := NewPool(PoolOptions{Options: Options{Addr: startBackend(t)}, Max: 3, Wait: -1})
	defer p.Close()
	ctx := testContext(t)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			for range 20 {
				c, err := p.Get(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				if v, err := c.Do(ctx, "INCR", "n"); err != nil || v.IsError() {
					t.Error(v, err)
				}
				p.Put(c)
			}
		})
	}
	all.Wait()
	c := get(t, p)
	defer p.Put(c)
	if v, err := c.Do(ctx, "GET", "n"); err != nil || v.Text() != "240" {
		t.Errorf("got %q %v, want 240", v.Text(), err)
	}
	if s := p.Stats(); s.Dialled > 3 {
		t.Errorf("%d connections for a bound of 3", s.Dialled)
	}
}
