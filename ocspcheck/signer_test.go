package ocspcheck

import (
	"crypto/rand"
	"crypto/x509"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestRenewedDelegate encloses what a delegate was before it was renewed with
// the same key: whichever comes first, it is the one in its time that speaks.
func TestRenewedDelegate(t *testing.T) {
	t.Parallel()
	stage := must(stages[""]())(t)
	now := must(stage.Issuer.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	template := *now.Cert
	template.NotBefore, template.NotAfter = stage.Now.Add(-48*time.Hour), stage.Now.Add(-24*time.Hour)
	der := must(x509.CreateCertificate(rand.Reader, &template, stage.Issuer.Cert, now.Key.Public(), stage.Issuer.Key))(t)
	before := &lab.Leaf{Cert: must(x509.ParseCertificate(der))(t), Key: now.Key}

	for _, tt := range []struct {
		name     string
		enclosed []*x509.Certificate
		signer   *lab.Leaf // enclosed last
		code     string
	}{
		{"old first", []*x509.Certificate{before.Cert}, now, CodeOCSPCertGood},
		{"old last", []*x509.Certificate{now.Cert}, before, CodeOCSPCertGood},
		{"old alone", nil, before, CodeOCSPDelegateExpired},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			raw := must(lab.Staple(stage.Issuer, stage.Leaf.Cert, lab.Answer{Signer: tt.signer, ByKey: true, Enclose: tt.enclosed}))(t)
			j := Checker{}.JudgeResponse(raw, stage.Leaf.Cert, stage.Issuer.Cert, stage.Now)
			if j.Code != tt.code {
				t.Errorf("%s %s %v, want %s", j.Verdict, j.Code, j.Err, tt.code)
			}
		})
	}
}
