package ocspcheck

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// The policy may demand more than that somebody says good.
func TestPolicyDemands(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	now := time.Now().Truncate(time.Second)
	p.responder.Set(leaf.Cert, lab.Answer{ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(time.Hour)})
	staple := must(lab.Staple(p.intermediate, leaf.Cert, lab.Answer{ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(time.Hour)}))(t)
	for _, tt := range []struct {
		name   string
		policy Policy
		staple []byte
		codes  []string // of the leaf, beside that it is good
	}{
		{"nothing", Policy{}, nil, nil},
		{"a staple, and none there", Policy{MustStaple: true}, nil, []string{CodeMustStapleMissing}},
		{"a staple", Policy{MustStaple: true}, staple, nil},
		{"an answer for longer", Policy{MinRemaining: 2 * time.Hour}, nil, []string{CodeOCSPResponseExpiresSoon}},
		{"a staple for longer", Policy{MinRemaining: 2 * time.Hour}, staple, []string{CodeOCSPResponseExpiresSoon}},
		{"an answer for as long", Policy{MinRemaining: 30 * time.Minute}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := p.checker()
			c.Policy = tt.policy
			statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback, Staple: tt.staple})
			if err != nil {
				t.Fatal(err)
			}
			if s := statuses[0]; s.Verdict != Good || !slices.Equal(s.Codes, tt.codes) {
				t.Errorf("%s %v, want good %v", s.Verdict, s.Codes, tt.codes)
			}
		})
	}
}

// With LeafOnly nobody is asked about what stands above the leaf.
func TestPolicyLeafOnly(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	p.responder.Set(p.intermediate.Cert, lab.Answer{Status: ocsp.Revoked})
	c := p.checker()
	c.Policy.LeafOnly = true
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{})
	statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if err != nil {
		t.Fatal(err)
	}
	if s := statuses[1]; s.Verdict != Skipped || s.Code != CodeRevocationLeafOnly || len(s.Attempts) > 0 {
		t.Errorf("intermediate: %s %s after %d attempts, want skipped %s", s.Verdict, s.Code, len(s.Attempts), CodeRevocationLeafOnly)
	}
}

// TestUselessStapleIsNone: bytes that vouch for nothing do not keep the promise
// of a staple.
func TestUselessStapleIsNone(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, func(o *lab.LeafOptions) { o.MustStaple = true })
	p.responder.Set(leaf.Cert, lab.Answer{})
	for name, tt := range map[string]struct {
		staple []byte
		code   string
	}{
		"tryLater":    {ocsp.TryLaterErrorResponse, CodeOCSPResponderTryLater},
		"no response": {[]byte("x"), CodeOCSPResponseMalformed},
	} {
		statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback, Staple: tt.staple})
		if err != nil {
			t.Fatal(err)
		}
		if s := statuses[0]; s.Verdict != Good || !slices.Equal(s.Codes, []string{tt.code, CodeMustStapleMissing}) {
			t.Errorf("%s: %s %v, want good, and that a staple is missing", name, s.Verdict, s.Codes)
		}
	}
}

// A certificate may promise a staple that no server can get.
func TestMustStapleUnsatisfiable(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	for _, tt := range []struct {
		urls []string
		want []string
	}{
		{nil, []string{CodeMustStapleMissing, CodeMustStapleUnsatisfiable}},
		{[]string{p.responder.URL()}, []string{CodeMustStapleMissing}},
	} {
		leaf := p.leaf(t, func(o *lab.LeafOptions) { o.MustStaple, o.OCSP = true, tt.urls })
		p.responder.Set(leaf.Cert, lab.Answer{})
		statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
		if err != nil {
			t.Fatal(err)
		}
		if got := statuses[0].Codes; !slices.Equal(got, tt.want) {
			t.Errorf("responders %v: %v, want %v", tt.urls, got, tt.want)
		}
	}
	leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP = nil })
	c := p.checker()
	c.Policy.MustStaple = true
	statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if want := []string{CodeMustStapleMissing}; err != nil || !slices.Equal(statuses[0].Codes, want) {
		t.Errorf("no promise of the certificate: %v, %v, want %v", err, statuses[0].Codes, want)
	}
}

// A CRL may end too soon as a response may, and is kept whole where asked for.
func TestPolicyOnCRL(t *testing.T) {
	t.Parallel()
	p := newCRLPKI(t, false, "list")
	raw := must(p.intermediate.CRL(lab.CRL{}))(t)
	p.responder.ServeCRL("list", raw)
	c := p.checker()
	c.Policy.MinRemaining, c.Keep = 2*time.Hour, true
	statuses, err := c.Chain(t.Context(), p.presented())
	if err != nil {
		t.Fatal(err)
	}
	s := statuses[0]
	if s.Verdict != Good || !slices.Contains(s.Codes, CodeCRLExpiresSoon) {
		t.Errorf("%s %v, want good and %s", s.Verdict, s.Codes, CodeCRLExpiresSoon)
	}
	if len(s.Attempts) != 1 || !slices.Equal(s.Attempts[0].Raw, raw) {
		t.Errorf("the attempts %+v do not hold the CRL", s.Attempts)
	}
	if s.Signer == nil || !s.Signer.Equal(p.intermediate.Cert) {
		t.Errorf("signer %v, want the intermediate", s.Signer)
	}
}
