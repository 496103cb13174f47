//go:build linux

package probe

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// reuseRows are about connections that were made before.
func reuseRows(w *world) []failure {
	return []failure{
		{code: conn.CodeConnectionClosed, phase: conn.PhaseCommand, exit: ExitUndetermined, show: func(t *testing.T) report.Target {
			return afterEnd(t, w.open.Addr, "GET k", "CLIENT KILL ID %d")
		}},
		// A connection that was idle for a second is looked at before it is
		// used, and made again where nothing is lost by that. A WATCH is.
		{code: conn.CodeConnectionStateLost, phase: conn.PhaseReuse, exit: ExitUndetermined, show: func(t *testing.T) report.Target {
			return afterEnd(t, start(t, "--timeout", "1").Addr, "WATCH k", "CLIENT LIST ID %d")
		}},
		{code: conn.CodePoolExhausted, phase: conn.PhaseCheckout, exit: ExitFailed, show: func(t *testing.T) report.Target {
			o := conn.Options{Addr: w.open.Addr}
			p := conn.NewPool(conn.PoolOptions{Options: o, Max: 1})
			t.Cleanup(p.Close)
			c := must(p.Get(t.Context()))(t)
			defer p.Put(c)
			_, err := p.Get(t.Context())
			return failedWith(t.Context(), o, err)
		}},
	}
}

// afterEnd is what a connection reports that the server ended after its first
// command. Another one sends a command about its id until it has gone.
func afterEnd(t *testing.T, addr, first, command string) report.Target {
	t.Helper()
	ctx, o := t.Context(), conn.Options{Addr: addr}
	c, other := dial(t, ctx, o), dial(t, ctx, o)
	if _, err := c.Do(ctx, strings.Fields(first)...); err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprintf("id=%d ", c.Server().ID)
	until(t, func() bool {
		_, _ = other.Do(ctx, strings.Fields(fmt.Sprintf(command, c.Server().ID))...)
		list, err := other.Do(ctx, "CLIENT", "LIST")
		return err != nil || !strings.Contains(list.Text(), id)
	})
	_, err := c.Do(ctx, "GET", "k")
	if err == nil {
		t.Fatal("no error")
	}
	return failedWith(ctx, o, err)
}
