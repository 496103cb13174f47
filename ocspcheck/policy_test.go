package ocspcheck

import (
	"testing"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// The policy says which sources are asked of what a server shows.
func TestPolicySources(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	for _, tt := range []struct {
		name   string
		policy Policy
		staple bool // good; the responder always says revoked
		want   summary
	}{
		{
			"staple alone",
			Policy{NoResponder: true},
			true,
			summary{Good, MechanismStaple, CodeOCSPCertGood, nil, []string{"staple ocsp-cert-good"}},
		},
		{"staple alone, and none there", Policy{NoResponder: true}, false, summary{Verdict: Undetermined, Code: CodeRevocationNotAsked}},
		{
			"responder alone",
			Policy{NoStaple: true},
			true,
			summary{Revoked, MechanismOCSP, CodeOCSPCertRevoked, nil, []string{"ocsp GET ocsp-cert-revoked"}},
		},
		{
			"the staple is enough",
			Policy{},
			true,
			summary{Good, MechanismStaple, CodeOCSPCertGood, nil, []string{"staple ocsp-cert-good"}},
		},
		{
			"all",
			Policy{AskAll: true},
			true,
			summary{Revoked, MechanismOCSP, CodeOCSPCertRevoked, []string{CodeOCSPCertGood, CodeStapleConflicts}, []string{"staple ocsp-cert-good", "ocsp GET ocsp-cert-revoked"}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			leaf := p.leaf(t, nil)
			p.responder.Set(leaf.Cert, lab.Answer{Status: ocsp.Revoked})
			shown := Presented{Sent: leaf.Chain, IP: loopback}
			if tt.staple {
				shown.Staple = must(lab.Staple(p.intermediate, leaf.Cert, lab.Answer{}))(t)
			}
			c := p.checker()
			tt.policy.Timeout = c.Policy.Timeout
			c.Policy = tt.policy
			statuses := checkLeaf(t, c, shown, tt.want)
			want := Good
			if tt.policy.NoResponder {
				want = Undetermined // nobody staples for the intermediate
			}
			if statuses[1].Verdict != want {
				t.Errorf("intermediate: %s %s, want %s", statuses[1].Verdict, statuses[1].Code, want)
			}
		})
	}
}
