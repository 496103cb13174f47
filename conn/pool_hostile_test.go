package conn

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// CloseAll also ends the connection that is just on its way back.
func TestCloseAllWithinPut(t *testing.T) {
	t.Parallel()
	var p *Pool
	p = NewPool(PoolOptions{Options: Options{Addr: startBackend(t)}, Hooks: PoolHooks{Returned: func(*Conn) { p.CloseAll() }}})
	defer p.Close()
	p.Put(get(t, p))
	if s := p.Stats(); s.Idle != 0 || s.InUse != 0 {
		t.Errorf("%+v: it was kept", s)
	}
}

// A closed pool says so, although all of it is in use.
func TestClosedPoolThatIsFull(t *testing.T) {
	t.Parallel()
	p := NewPool(PoolOptions{Options: Options{Addr: startBackend(t)}, Max: 1})
	c := get(t, p)
	p.Close()
	_, err := p.Get(testContext(t))
	wantError(t, err, PhaseCheckout, CodePoolClosed)
	p.Put(c)
}

// However they are printed, nothing that has the options tells the password.
func TestPrintedConnectionsKeepTheSecret(t *testing.T) {
	t.Parallel()
	o := Options{Addr: startBackend(t), Password: "s3cret", Protocol: 2, Retry: Retry{Retries: 1}}
	c := &Conn{o: o}
	for _, printed := range []any{c, NewPool(PoolOptions{Options: o}), NewShared(o), o, &o, PoolOptions{Options: o}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got := fmt.Sprintf(verb, printed); strings.Contains(got, "s3cret") || strings.Contains(got, "733363726574") {
				t.Errorf("%s of %T: %s", verb, printed, got)
			}
		}
	}
}

// Who gives a command up leaves nobody else to wait for its reply.
func TestGivenUpCommandIsNobodys(t *testing.T) {
	t.Parallel()
	p := NewPool(PoolOptions{Options: Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr, Caching: &Caching{}}})
	defer p.Close()
	c := get(t, p)
	do(t, c, "PING")
	ctx, cancel := context.WithTimeout(t.Context(), 50*ms)
	defer cancel()
	_, err := c.Do(ctx, "BLPOP", "none", "0")
	wantCode(t, err, CodeTimeoutCommand)
	p.Put(c)
	if s := p.Stats(); s.Discarded != 1 || s.Idle != 0 {
		t.Errorf("%+v", s)
	}
	do(t, p, "SET", "k", "v")
}
