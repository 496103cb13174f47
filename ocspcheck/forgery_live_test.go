package ocspcheck

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestForgeriesOverHTTP lets a live responder give each forgery as its
// answer, beside a staple that says good: the staple's verdict stands where
// the answer is refused, and the refusal is not erased.
func TestForgeriesOverHTTP(t *testing.T) {
	t.Parallel()
	overForgeries(t, func(t *testing.T, f lab.Forgery, s *lab.Stage, raw []byte) {
		if f.Nonce {
			return // the nonce of a real request is another: see TestNonceOnTheWire
		}
		responder := must(lab.StartResponder())(t)
		t.Cleanup(func() { _ = responder.Close() })
		responder.Add(s.Issuer)
		leaf := *s.Leaf.Cert
		leaf.OCSPServer = []string{responder.URL()}
		responder.Set(&leaf, lab.Answer{Raw: raw})
		staple := must(lab.Staple(s.Issuer, &leaf, lab.Answer{ByKey: true}))(t)

		c := Checker{Clock: func() time.Time { return s.Now.Add(5 * time.Second) }, Policy: Policy{AskAll: true, Skew: time.Minute}}
		statuses, err := c.Chain(t.Context(), Presented{Chain: []*x509.Certificate{&leaf, s.Issuer.Cert}, Staple: staple, IP: loopback})
		if err != nil {
			t.Fatal(err)
		}
		status := statuses[0]
		wantVerdict := Good
		if f.Code == CodeOCSPCertRevoked {
			wantVerdict = Revoked
		}
		codes := map[string]bool{status.Code: true}
		for _, code := range status.Codes {
			codes[code] = true
		}
		if diff := cmp.Diff(wantVerdict, status.Verdict); diff != "" || !codes[f.Code] {
			t.Errorf("verdict (-want +got): %s\ncodes %s, %v, want %s", diff, status.Code, status.Codes, f.Code)
		}
	})
}
