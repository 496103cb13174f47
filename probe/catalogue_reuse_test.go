//go:build linux

package probe

import (
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// reuseRows are about connections that were made before.
func reuseRows(w *world) []failure {
	return []failure{
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
