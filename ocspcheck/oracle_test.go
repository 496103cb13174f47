package ocspcheck

import (
	"fmt"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// TestAgreesWithXCrypto compares our reading of plain answers with that of
// golang.org/x/crypto/ocsp, which is right about plain answers.
func TestAgreesWithXCrypto(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	delegate := must(root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	verdicts := map[int]Verdict{ocsp.Good: Good, ocsp.Revoked: Revoked, ocsp.Unknown: Unknown}
	for status, want := range verdicts {
		for _, signer := range []*lab.Leaf{nil, delegate} {
			for reason := range 11 {
				t.Run(fmt.Sprintf("%s/delegated=%v/reason=%d", want, signer != nil, reason), func(t *testing.T) {
					t.Parallel()
					cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
					raw := must(lab.Staple(root, cert, lab.Answer{Status: status, Reason: reason, Signer: signer}))(t)
					theirs, err := ocsp.ParseResponseForCert(raw, cert, root.Cert)
					if err != nil {
						t.Fatal(err)
					}
					ours := Checker{}.JudgeResponse(raw, cert, root.Cert, time.Now())
					if ours.Verdict != verdicts[theirs.Status] || ours.Verdict != want {
						t.Fatalf("ours %s (%v), theirs %d, want %s", ours.Verdict, ours.Err, theirs.Status, want)
					}
					if !ours.ThisUpdate.Equal(theirs.ThisUpdate) || !ours.NextUpdate.Equal(theirs.NextUpdate) ||
						!ours.ProducedAt.Equal(theirs.ProducedAt) || !ours.RevokedAt.Equal(theirs.RevokedAt) {
						t.Errorf("times: ours %+v, theirs %+v", ours, theirs)
					}
					// x/crypto cannot tell an absent reason from unspecified (0).
					if want == Revoked && reason > 0 && ours.Reason != reasonNames[theirs.RevocationReason] {
						t.Errorf("reason: ours %q, theirs %d", ours.Reason, theirs.RevocationReason)
					}
				})
			}
		}
	}
}

// TestOpenSSLResponder asks a real responder: `openssl ocsp` with an index of
// one good and one revoked certificate, and nothing about a third.
func TestOpenSSLResponder(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	delegate := must(root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	for _, delegated := range []bool{false, true} {
		t.Run(fmt.Sprintf("delegated=%v", delegated), func(t *testing.T) {
			t.Parallel()
			port := must(lab.FreePort())(t)
			responder := "http://127.0.0.1:" + port
			issue := func() *lab.Leaf {
				return must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}, OCSP: []string{responder}}))(t)
			}
			good, revoked, unknown := issue(), issue(), issue()
			signer := &lab.Leaf{Cert: root.Cert, Key: root.Key, Chain: nil}
			signer.Chain = append(signer.Chain, root.Cert)
			if delegated {
				signer = delegate
			}
			openssl, err := lab.StartOpenSSLResponder(port, lab.IndexValid(good.Cert)+lab.IndexRevoked(revoked.Cert), root, signer)
			lab.Need(t, err)
			t.Cleanup(func() { _ = openssl.Close() })

			c := Checker{Roots: poolOf(root.Cert)}
			for _, test := range []struct {
				leaf   *lab.Leaf
				want   Verdict
				reason string
			}{{good, Good, ""}, {revoked, Revoked, "keyCompromise"}, {unknown, Unknown, ""}} {
				statuses, err := c.Chain(t.Context(), Presented{Sent: test.leaf.Chain, Name: "localhost", IP: loopback})
				if err != nil {
					t.Fatal(err)
				}
				s := statuses[0]
				if s.Verdict != test.want || s.Mechanism != MechanismOCSP || s.Reason != test.reason {
					t.Errorf("status %+v, want %s", s, test.want)
				}
			}
		})
	}
}
