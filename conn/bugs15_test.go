package conn

import (
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// The names in a certificate are not looked at unless valkey-py is told to.
func TestBug15HostNameIsChecked(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startAs(t, p, "other.example")
	o, _, err := ParseTarget("valkeys://" + v.TLSAddr + "?ssl_ca_certs=" + p.ca)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, o, PhaseTLS, ocspcheck.CodeIPNotInSAN)
}

// The staple is checked on a second connection, which may be another server's.
func TestBug15StapleOfTheSameConnection(t *testing.T) {
	t.Parallel()
	l, w := newOCSPLab(t), startWatched(t, lab.ValkeyOptions{})
	leaf := l.leaf(t, nil)
	o := Options{Addr: w.front(t, l.stapled(t, leaf, saysGood)), TLS: &TLSOptions{CAFile: l.ca, Revocation: &Revocation{Staple: true}}}
	_, connections := w.calls(t, func() {
		if peer := pings(t, o); len(peer.Revocation) == 0 || peer.Revocation[0].Mechanism != ocspcheck.MechanismStaple {
			t.Errorf("revocation %v", peer.Revocation)
		}
	})
	if connections != 1 {
		t.Errorf("%d connections, want 1", connections)
	}
}

// A null is asked for again and again.
func TestBug15NullsAreServedFromTheCache(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c := dialCached(t, v.Addr, Caching{})
	for range 10 {
		do(t, c, "GET", "none")
	}
	if n := statOf(t, c, "get"); n != "1" {
		t.Errorf("the server saw %s GETs, want 1", n)
	}
}

// BlockingConnectionPool.disconnect ends also what is in use, whatever inuse
// says.
func TestBug15BlockingPoolLeavesWhatIsInUse(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}, Max: 2, Wait: time.Second})
	defer p.Close()
	busy, idle := get(t, p), get(t, p)
	id := busy.Server().ID
	p.Put(idle)
	p.CloseIdle()
	if s := p.Stats(); s.Idle != 0 || s.InUse != 1 {
		t.Errorf("%+v", s)
	}
	if do(t, busy, "PING"); busy.Server().ID != id {
		t.Error("what was in use had to be dialled again")
	}
	p.Put(busy)
}

// A pushed invalidation makes a connection look dirty to BlockingConnectionPool,
// which then connects again.
func TestBug15InvalidationIsNoDirt(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	other := dialed(t, Options{Addr: v.Addr})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr, Caching: &Caching{}}, Max: 1, Wait: time.Second})
	defer p.Close()
	for i := range 20 {
		want := strings.Repeat("x", i)
		do(t, other, "SET", "k", want)
		eventually(t, "the new value", func() bool { return do(t, p, "GET", "k") == want })
	}
	if s := p.Stats(); s.Dialled != 1 || s.Stale != 0 {
		t.Errorf("%+v", s)
	}
}
