package ocspcheck

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// A key as long as an answer may hold takes seconds for one signature, and no
// deadline ends that.
const (
	hugeBits = 240_000
	noTime   = 2 * time.Second
)

// hugeKey is no key, but looks like one.
func hugeKey() *rsa.PublicKey {
	n := new(big.Int).SetBit(new(big.Int), hugeBits-1, 1)
	return &rsa.PublicKey{N: n.SetBit(n, 0, 1), E: 1<<31 - 1}
}

func certifyKey(t *testing.T, by *lab.Authority, key any, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(4711), Subject: pkix.Name{CommonName: "huge"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	change(template)
	return must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, template, by.Cert, key, by.Key))(t)))(t)
}

// TestHugeKeyOfResponder meets an answer whose signer it takes seconds to
// disprove.
func TestHugeKeyOfResponder(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	huge := certifyKey(t, newRoot(t, "stranger"), hugeKey(), func(*x509.Certificate) {})
	model := must(ParseResponse(must(lab.Staple(root, leaf.Cert, lab.Answer{Signer: &lab.Leaf{Cert: huge, Key: root.Key}}))(t)))(t)
	raw := enclose(t, model.TBS, huge)
	if len(raw) > maxResponseSize {
		t.Fatalf("%d bytes: the test shows nothing", len(raw))
	}
	started := time.Now()
	j := Checker{}.JudgeResponse(raw, leaf.Cert, root.Cert, time.Now())
	if took := time.Since(started); j.Code != CodeOCSPSignatureInvalid || took > noTime {
		t.Errorf("code %s after %v: %v", j.Code, took, j.Err)
	}
}

// enclose makes a response of what was not signed, and a signature as long as
// the key of the certificate enclosed.
func enclose(t *testing.T, tbs []byte, cert *x509.Certificate) []byte {
	t.Helper()
	signature := make([]byte, hugeBits/8)
	signature[hugeBits/8-1] = 2
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier([]int{1, 2, 840, 113549, 1, 1, 11}) })
		b.AddASN1BitString(signature)
		b.AddASN1(der.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(cert.Raw) })
		})
	})
	basic := must(b.Bytes())(t)
	var response cryptobyte.Builder
	response.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Enum(0)
		b.AddASN1(der.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oidBasicResponse)
				b.AddASN1OctetString(basic)
			})
		})
	})
	return must(response.Bytes())(t)
}

// TestHugeKeyOfIssuer meets such a key where an issuer is fetched.
func TestHugeKeyOfIssuer(t *testing.T) {
	t.Parallel()
	stranger := newRoot(t, "stranger")
	huge := certifyKey(t, stranger, hugeKey(), func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true })
	namesake := *stranger.Cert
	namesake.RawSubject = huge.RawSubject
	leaf := *certifyKey(t, &lab.Authority{Cert: &namesake, Key: stranger.Key}, stranger.Key.Public(), func(c *x509.Certificate) {
		c.Subject.CommonName, c.IssuingCertificateURL = "leaf", []string{serve(t, 200, huge.Raw)}
	})
	leaf.SignatureAlgorithm, leaf.Signature = x509.SHA256WithRSA, make([]byte, hugeBits/8)
	leaf.Signature[hugeBits/8-1] = 2
	started := time.Now()
	statuses, err := Checker{Roots: poolOf(newRoot(t, "root").Cert)}.Chain(t.Context(), Presented{Sent: []*x509.Certificate{&leaf}, IP: loopback})
	if err == nil || statuses[0].Attempts[0].Code != CodeAIAIssuerMismatch {
		t.Errorf("%v, attempts %+v", err, statuses[0].Attempts)
	}
	if took := time.Since(started); took > noTime {
		t.Errorf("took %v", took)
	}
}
