package ocspcheck

import (
	"net/netip"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// What is settled about an intermediate is so for all servers of a run, but
// by the same policy and for no longer than the answer holds.
func TestAnIssuerIsSettledOnce(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	c := p.checker()
	c.Memo = newMemo(t)
	now := time.Now()
	above := func(c Checker, at time.Time) Status {
		t.Helper()
		leaf := p.leaf(t, nil)
		p.responder.Set(leaf.Cert, lab.Answer{})
		c.Clock = func() time.Time { return at }
		statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
		if err != nil {
			t.Fatal(err)
		}
		return statuses[1]
	}
	first := above(c, now)
	first.addCodes("a remark of the first") // which is its own
	second := above(c, now)
	if second.Verdict != Good || second.Issuer == nil || len(second.Attempts) != 1 || len(second.Codes) != 0 {
		t.Errorf("%+v", second)
	}
	if n := len(c.Memo.settled.seen); n != 1 {
		t.Errorf("%d statuses are settled, want 1", n)
	}
	strict := c
	strict.Policy.MaxAge = 30 * time.Second // the lab's answers are a minute old
	strict.Policy.Skew = -1
	if s := above(strict, now); s.Verdict != Undetermined {
		t.Errorf("by another policy: %+v", s)
	}
	if s := above(c, now.Add(3*time.Hour)); s.Verdict != Undetermined {
		t.Errorf("the answer has expired: %+v", s)
	}
	leaf := p.leaf(t, nil)
	c.Clock = func() time.Time { return now }
	statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: netip.MustParseAddr("192.0.2.1")})
	if err != nil || statuses[1].Code != CodeOCSPResponderPrivateAddress {
		t.Errorf("for a server on a public address: %v, %+v", err, statuses)
	}
	if n := len(c.Memo.settled.seen); n != 1 {
		t.Errorf("%d statuses are settled, want 1: no answer was good", n)
	}
}
