package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

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
	raw := must(x509.CreateCertificate(rand.Reader, &template, stage.Issuer.Cert, now.Key.Public(), stage.Issuer.Key))(t)
	before := &lab.Leaf{Cert: must(x509.ParseCertificate(raw))(t), Key: now.Key}

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

// TestSignerWithUnknownKey: nothing can be told of what a delegate signed whose
// kind of key Go does not know. A stranger's with such a key is no delegate.
func TestSignerWithUnknownKey(t *testing.T) {
	t.Parallel()
	root, stranger := newRoot(t, "root"), newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	key := must(rsa.GenerateKey(rand.Reader, 2048))(t)
	for name, tt := range map[string]struct {
		by   *lab.Authority
		code string
	}{
		"delegate": {root, CodeOCSPSignatureAlgorithmUnsupported},
		"stranger": {stranger, CodeOCSPSignatureInvalid},
	} {
		delegate := &lab.Leaf{Cert: withPSSKey(t, tt.by, key), Key: key}
		if delegate.Cert.PublicKey != nil {
			t.Fatal("Go knows the key: the test shows nothing")
		}
		raw := must(lab.Staple(root, leaf.Cert, lab.Answer{Signer: delegate, Algorithm: x509.SHA256WithRSAPSS}))(t)
		if j := (Checker{}).JudgeResponse(raw, leaf.Cert, root.Cert, time.Now()); j.Code != tt.code {
			t.Errorf("%s: %s %s %v, want %s", name, j.Verdict, j.Code, j.Err, tt.code)
		}
	}
}

// TestUnknownKeyBesideForgery: such a delegate excuses nothing that another is
// said to have signed.
func TestUnknownKeyBesideForgery(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	delegate := withPSSKey(t, root, must(rsa.GenerateKey(rand.Reader, 2048))(t))
	impostor := &lab.Authority{Cert: root.Cert, Key: newRoot(t, "root").Key}
	raw := must(lab.Staple(impostor, leaf.Cert, lab.Answer{Enclose: []*x509.Certificate{delegate}}))(t)
	if j := (Checker{}).JudgeResponse(raw, leaf.Cert, root.Cert, time.Now()); j.Code != CodeOCSPSignatureInvalid {
		t.Errorf("%s %s, want %s", j.Verdict, j.Code, CodeOCSPSignatureInvalid)
	}
}

// withPSSKey issues a delegate whose key is for RSASSA-PSS alone (RFC 4055 1.2).
func withPSSKey(t *testing.T, by *lab.Authority, key *rsa.PrivateKey) *x509.Certificate {
	t.Helper()
	template := *must(by.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t).Cert
	plain := must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, &template, by.Cert, key.Public(), by.Key))(t)))(t)
	rsaKey, pssKey := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0}, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10, 5, 0}
	tbs := bytes.Replace(plain.RawTBSCertificate, rsaKey, pssKey, 1)
	digest := sha256.Sum256(tbs)
	signature := must(by.Key.Sign(rand.Reader, digest[:], crypto.SHA256))(t)
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier([]int{1, 2, 840, 10045, 4, 3, 2}) })
		b.AddASN1BitString(signature)
	})
	return must(x509.ParseCertificate(must(b.Bytes())(t)))(t)
}
