package conn

import (
	"context"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// What has no words is refused: a server gives no reply to it.
func TestBlankCommand(t *testing.T) {
	t.Parallel()
	addr := startBackend(t)
	c, s := dialed(t, Options{Addr: addr}), dialShared(t, Options{Addr: addr})
	for _, blank := range []string{" ", " \t\r\n"} {
		for name, use := range map[string]func(context.Context) error{
			"Do":       func(ctx context.Context) error { _, err := c.Do(ctx, blank); return err },
			"DoInto":   func(ctx context.Context) error { _, _, err := c.DoInto(ctx, nil, blank); return err },
			"Pipeline": func(ctx context.Context) error { _, err := c.Pipeline(ctx, [][]string{{"PING"}, {blank}}); return err },
			"Shared":   func(ctx context.Context) error { _, err := s.Do(ctx, blank); return err },
			"together": func(ctx context.Context) error { _, err := s.Pipeline(ctx, [][]string{{"PING"}, {blank}}); return err },
			"DialPipeline": func(ctx context.Context) error {
				c, p, err := DialPipeline(ctx, Options{Addr: addr}, [][]string{{blank}})
				if err == nil {
					_ = c.Close()
					err = p.Err
				}
				return err
			},
		} {
			if err := use(testContext(t)); CodeOf(err) != CodeBadOption {
				t.Errorf("%s of %q: %v", name, blank, err)
			}
		}
	}
	if got := do(t, c, " ", "PING"); got != "PONG" {
		t.Errorf("a blank before the name: %q", got)
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		commands [][]string
		bound    bool
	}{
		{"nothing", nil, false},
		{"reads", [][]string{{"GET", "k"}, {"CLIENT", "ID"}, {"CLIENT"}}, false},
		{"a transaction", [][]string{{"MULTI"}, {"exec"}}, false},
		{"one that goes on", [][]string{{"MULTI"}, {"GET", "k"}}, true},
		{"one given up", [][]string{{"multi"}, {"DISCARD"}}, false},
		{"an EXEC that is refused", [][]string{{"MULTI"}, {"EXEC", "x"}}, true},
		{"a DISCARD that is refused", [][]string{{"MULTI"}, {"DISCARD x"}}, true},
		{"a watch", [][]string{{"WATCH", "k"}}, true},
		{"a watch and its transaction", [][]string{{"WATCH", "k"}, {"MULTI"}, {"EXEC"}}, false},
		{"a watch given up", [][]string{{"WATCH k"}, {"unwatch"}}, false},
		{"UNWATCH that is queued", [][]string{{"WATCH", "k"}, {"MULTI"}, {"UNWATCH"}}, true},
		{"another database", [][]string{{"SELECT 1"}, {"MULTI"}, {"EXEC"}}, true},
		{"another protocol", [][]string{{"HELLO", "2"}, {"UNWATCH"}}, true},
		{"other tracking", [][]string{{" client  tracking", "off"}}, true},
	} {
		if got := (state{}).with(tt.commands...).bound(); got != tt.bound {
			t.Errorf("%s: bound %v", tt.name, got)
		}
	}
}

// A connection whose watch was given up is as good as new: another may have it,
// and it is dialled again.
func TestUnwatched(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}})
	defer p.Close()
	c := get(t, p)
	do(t, c, "WATCH", "k")
	do(t, c, "UNWATCH")
	p.Put(c)
	c = get(t, p)
	defer p.Put(c)
	if s := p.Stats(); s.Discarded != 0 || s.Reused != 1 {
		t.Errorf("%+v", s)
	}
	_, _ = c.Do(testContext(t), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")
	eventually(t, "the end", func() bool { return !c.quiet(false) })
	c.breakOff(errIdleClosed)
	do(t, c, "PING")
}

// Where the server refuses what was to end a transaction, the next caller would
// be told QUEUED.
func TestRefusedEndOfATransaction(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	s := dialShared(t, Options{Addr: v.Addr})
	_, err := s.Pipeline(testContext(t), [][]string{{"MULTI"}, {"DISCARD", "x"}})
	wantError(t, err, PhaseCommand, CodeBadOption)
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}})
	defer p.Close()
	if replies, err := p.Pipeline(testContext(t), [][]string{{"MULTI"}, {"DISCARD", "x"}}); err != nil || !replies[1].IsError() {
		t.Errorf("got %v, %v", replies, err)
	}
	for name, got := range map[string]string{"shared": do(t, s, "SET", "k", "v"), "pool": do(t, p, "SET", "k", "v")} {
		if got != "OK" {
			t.Errorf("%s: %q", name, got)
		}
	}
}
