package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// TestRemarks tries what is worth a word on a response that counts.
func TestRemarks(t *testing.T) {
	t.Parallel()
	s := must(lab.NewStage(""))(t) // of now, as are the answers: other tests may have taken minutes
	delegate := func(change func(*x509.Certificate)) *lab.Leaf {
		return must(s.Issuer.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true, Change: change}))(t)
	}
	nonce := func(value ...byte) []pkix.Extension { return []pkix.Extension{{Id: oidNonce, Value: value}} }
	tests := []struct {
		name   string
		answer lab.Answer
		asked  []byte // the nonce
		want   []string
	}{
		{"nothing", lab.Answer{}, nil, []string{CodeOCSPCertGood}},
		{"nonce missing", lab.Answer{}, s.Nonce, []string{CodeOCSPCertGood, CodeOCSPNonceMissing}},
		{"nonce echoed", lab.Answer{Extensions: nonce(append([]byte{4, 32}, s.Nonce...)...)}, s.Nonce, []string{CodeOCSPCertGood}},
		{"nonce of another request", lab.Answer{Extensions: nonce(4, 1, 7)}, s.Nonce, []string{CodeOCSPNonceMismatch}},
		{"nonce without octets", lab.Answer{Extensions: nonce(4, 0)}, s.Nonce, []string{CodeOCSPNonceMismatch, CodeOCSPNonceLength}},
		{"nonce of 129 octets", lab.Answer{Extensions: nonce(append([]byte{4, 0x81, 129}, bytes.Repeat([]byte{7}, 129)...)...)}, s.Nonce, []string{CodeOCSPNonceMismatch, CodeOCSPNonceLength}},
		{"nonce that is no OCTET STRING", lab.Answer{Extensions: nonce(2, 1, 7)}, s.Nonce, []string{CodeOCSPNonceMismatch, CodeOCSPNonceLength}},
		{"version written out", lab.Answer{Edit: func(data *lab.Node) {
			data.Insert(0, contextTag(0).Constructed(), []byte{2, 1, 0})
		}}, nil, []string{CodeOCSPCertGood, CodeOCSPNonDER}},
		{"delegate without nocheck", lab.Answer{Signer: delegate(func(c *x509.Certificate) { c.ExtraExtensions = nil })}, nil, []string{CodeOCSPCertGood, CodeOCSPDelegateNoCheckMissing}},
		{"delegate that is an authority", lab.Answer{Signer: delegate(func(c *x509.Certificate) { c.IsCA = true })}, nil, []string{CodeOCSPCertGood, CodeOCSPDelegateCACert}},
		{"delegate that ends first", lab.Answer{Signer: delegate(func(c *x509.Certificate) { c.NotAfter = s.Now.Add(time.Minute) })}, nil, []string{CodeOCSPCertGood, CodeOCSPDelegateExpiresFirst}},
		{"valid for weeks", lab.Answer{NextUpdate: s.Now.Add(11 * 24 * time.Hour)}, nil, []string{CodeOCSPCertGood, CodeOCSPValidityTooLong}},
		{"produced before it was known", lab.Answer{ProducedAt: s.Now.Add(-time.Hour)}, nil, []string{CodeOCSPCertGood, CodeOCSPProducedBeforeThisUpdate}},
		{"removed from the CRL", lab.Answer{Status: ocsp.Revoked, Reason: ocsp.RemoveFromCRL}, nil, []string{CodeOCSPCertRevoked, CodeOCSPReasonInvalid}},
	}
	for _, test := range tests {
		raw := must(lab.Staple(s.Issuer, s.Leaf.Cert, test.answer))(t)
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			j := Checker{}.judgeAnswer(raw, s.Leaf.Cert, s.Issuer.Cert, s.Now.Add(45*time.Second), test.asked)
			if diff := cmp.Diff(test.want, append([]string{j.Code}, j.Codes...)); diff != "" {
				t.Errorf("(-want +got):\n%s\nerror: %v", diff, j.Err)
			}
		})
	}
}
