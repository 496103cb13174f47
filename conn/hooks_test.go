package conn

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// A hook whose connection ends does not dial it again from within: the error is
// that of Dial, which does what Retry says.
func TestHooksDoNotDial(t *testing.T) {
	t.Parallel()
	var dials atomic.Int64
	addr := startScript(t, func(s *scripted) {
		dials.Add(1)
		_, _ = s.reader.Read() // HELLO, or the hook's PING
	})
	twice := func(c *Conn) {
		for range 2 {
			_, _ = c.Do(context.Background(), "PING")
		}
	}
	_, err := Dial(testContext(t), Options{Addr: addr, OnConnect: func(_ context.Context, c *Conn) error {
		twice(c)
		return nil
	}})
	wantCode(t, err, CodeConnectionClosed, CodeClosedOnAccept)
	if n := dials.Load(); n != 1 {
		t.Errorf("OnConnect: %d dials", n)
	}

	dials.Store(0)
	addr = startScript(t, func(s *scripted) {
		dials.Add(1)
		s.ready()
	})
	_, err = Dial(testContext(t), Options{Addr: addr, Connected: []func(*Conn){twice}})
	wantError(t, err, PhaseCommand, CodeConnectionClosed)
	if n := dials.Load(); n != 1 {
		t.Errorf("Connected: %d dials", n)
	}
	_, err = Dial(testContext(t), Options{Addr: addr, Connected: []func(*Conn){func(c *Conn) { _ = c.Close() }}})
	wantError(t, err, PhaseReady, CodeConnectHook)
}

// ready answers what makes a connection ready.
func (s *scripted) ready() {
	s.t.Helper()
	s.answer("HELLO 3", helloReply)
	s.setinfo(ok)
	s.answer("PING", "+PONG\r\n")
}

// forEver tries again whatever happens.
var forEver = Retry{
	Retries: -1, Backoff: ConstantBackoff(time.Millisecond),
	On: []string{CodeConnectionClosed, CodeConnectionRefused, CodeTruncatedReply, CodeResetAfterAccept, CodeClosedOnAccept},
}

// What its owner has closed is not tried again, not even for ever.
func TestCloseEndsRetry(t *testing.T) {
	t.Parallel()
	addr := startBackend(t)
	c := dialed(t, Options{Addr: addr, Retry: forEver})
	_ = c.Close()
	_, err := c.Do(context.Background(), "PING")
	wantError(t, err, PhaseCommand, CodeConnectionClosed)
	_, err = c.Pipeline(context.Background(), [][]string{{"PING"}})
	wantError(t, err, PhaseCommand, CodeConnectionClosed)
	_, _, err = c.DoInto(context.Background(), nil, "PING")
	wantError(t, err, PhaseCommand, CodeConnectionClosed)

	s := dialShared(t, Options{Addr: addr, Retry: forEver})
	do(t, s, "PING")
	_ = s.Close()
	_, err = s.Do(context.Background(), "PING")
	wantError(t, err, PhaseCommand, CodeConnectionClosed)
}

// Close ends a dial that would go on for ever, too.
func TestSharedCloseEndsADial(t *testing.T) {
	t.Parallel()
	dialling := make(chan struct{}, 1)
	s := NewShared(Options{Addr: "127.0.0.1:1", Retry: forEver, Trace: &Trace{PhaseStart: func(Phase) {
		select {
		case dialling <- struct{}{}:
		default:
		}
	}}})
	result := make(chan error)
	go func() {
		_, err := s.Do(context.Background(), "PING")
		result <- err
	}()
	<-dialling
	_ = s.Close()
	if err := <-result; !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
}

// What a hook sets is set again by the next dial: it keeps a connection neither
// out of a pool nor from being dialled again. A transaction does.
func TestHooksMaySetUpAConnection(t *testing.T) {
	t.Parallel()
	o := Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr}
	o.Connected = []func(*Conn){func(c *Conn) { do(t, c, "CLIENT SETNAME", "hooked") }}
	p := NewPool(PoolOptions{Options: o})
	defer p.Close()
	for range 3 {
		if got := do(t, p, "CLIENT GETNAME"); got != "hooked" {
			t.Errorf("got %q", got)
		}
	}
	if s := p.Stats(); s.Dialled != 1 || s.Discarded != 0 {
		t.Errorf("%+v", s)
	}
	c := dialed(t, o)
	c.breakOff(errIdleClosed)
	if got := do(t, c, "CLIENT GETNAME"); got != "hooked" {
		t.Errorf("dialled again: %q", got)
	}

	o.Caching = &Caching{}
	if c := dialed(t, o); !c.state.bound() {
		t.Error("a cache rests on what the hook may have changed")
	}
	o.Caching = nil
	o.Connected = []func(*Conn){func(c *Conn) { do(t, c, "MULTI") }}
	if c := dialed(t, o); !c.state.bound() {
		t.Error("a transaction is open")
	}
}

// A command that cannot be sent has its retries once: those of the dial.
func TestRetriesAreNotMultiplied(t *testing.T) {
	t.Parallel()
	attempts := 0
	o := Options{Addr: "127.0.0.1:1", Retry: Retry{Retries: 3, On: []string{CodeConnectionRefused}}, Trace: &Trace{PhaseStart: func(p Phase) {
		if p == PhaseConnect {
			attempts++
		}
	}}}
	_, err := dialShared(t, o).Do(testContext(t), "PING")
	if wantCode(t, err, CodeConnectionRefused); attempts != 4 {
		t.Errorf("shared: %d attempts, want 4", attempts)
	}
	there := o
	there.Addr = startBackend(t)
	c := dialed(t, there)
	c.breakOff(errIdleClosed)
	c.o.Addr, attempts = o.Addr, 0
	_, err = c.Do(testContext(t), "PING")
	if wantCode(t, err, CodeConnectionRefused); attempts != 4 {
		t.Errorf("%d attempts, want 4", attempts)
	}
}
