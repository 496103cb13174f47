package ocspcheck

import (
	"crypto/x509"
	"testing"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestRevokedDelegate: the word of a delegate that its issuer has revoked
// counts for nothing, stapled or asked for; a CRL that is of no use does not
// matter, and who has ocsp-nocheck is not looked up.
func TestRevokedDelegate(t *testing.T) {
	t.Parallel()
	const nocheck, listed, served = true, true, true
	for _, tt := range []struct {
		name                    string
		nocheck, listed, served bool
		status                  int
		verdict                 Verdict
		code                    string
	}{
		{name: "listed", listed: listed, served: served, verdict: Undetermined, code: CodeOCSPDelegateRevoked},
		{name: "listed, and says revoked", listed: listed, served: served, status: ocsp.Revoked, verdict: Undetermined, code: CodeOCSPDelegateRevoked},
		{name: "not listed", served: served, verdict: Good, code: CodeOCSPCertGood},
		{name: "no CRL is served", verdict: Good, code: CodeOCSPCertGood},
		{name: "listed, with nocheck", nocheck: nocheck, listed: listed, served: served, verdict: Good, code: CodeOCSPCertGood},
	} {
		for _, stapled := range []bool{false, true} {
			name := tt.name + ", asked"
			if stapled {
				name = tt.name + ", stapled"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p := newCRLPKI(t, !stapled)
				delegate := must(p.intermediate.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true, CRLs: []string{p.responder.CRLURL("d")}, Change: func(c *x509.Certificate) {
					if !tt.nocheck {
						c.ExtraExtensions = nil
					}
				}}))(t)
				crl := lab.CRL{}
				if tt.listed {
					crl.Entries = []lab.CRLEntry{{Serial: delegate.Cert.SerialNumber, Reason: 1}}
				}
				if tt.served {
					p.serve(t, "d", crl)
				}
				answer := lab.Answer{Status: tt.status, Signer: delegate}
				p.responder.Set(p.leaf.Cert, answer)
				presented := p.presented()
				if stapled {
					presented.Staple = must(lab.Staple(p.intermediate, p.leaf.Cert, answer))(t)
				}
				statuses, err := p.checker().Chain(t.Context(), presented)
				if err != nil {
					t.Fatal(err)
				}
				s := statuses[0]
				if s.Verdict != tt.verdict || s.Code != tt.code {
					t.Errorf("%s %s %v, want %s %s", s.Verdict, s.Code, s.Codes, tt.verdict, tt.code)
				}
				last := s.Attempts[len(s.Attempts)-1]
				if len(s.Attempts) != 1 || last.Code != tt.code || (last.Err == nil) != (tt.verdict == Good) {
					t.Errorf("attempts %+v", s.Attempts)
				}
			})
		}
	}
}
