package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestCRLSignedWithEveryKey verifies what each kind of key signs, and
// refuses it once a bit is turned.
func TestCRLSignedWithEveryKey(t *testing.T) {
	t.Parallel()
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey := must(rsa.GenerateKey(rand.Reader, 2048))(t)
	p384 := must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))(t)
	tests := []struct {
		key       crypto.Signer
		algorithm x509.SignatureAlgorithm
	}{
		{rsaKey, x509.SHA1WithRSA},
		{rsaKey, x509.SHA256WithRSA},
		{rsaKey, x509.SHA512WithRSA},
		{rsaKey, x509.SHA256WithRSAPSS},
		{rsaKey, x509.SHA384WithRSAPSS},
		{p384, x509.ECDSAWithSHA384},
		{p384, x509.ECDSAWithSHA512},
		{edwards, x509.PureEd25519},
	}
	for _, tt := range tests {
		t.Run(tt.algorithm.String(), func(t *testing.T) {
			t.Parallel()
			root := must(lab.NewRootWithKey("root", tt.key))(t)
			leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
			raw := must(root.CRL(lab.CRL{Algorithm: tt.algorithm, Entries: []lab.CRLEntry{{Serial: leaf.SerialNumber}}}))(t)
			if j := (Checker{}).JudgeCRL(bytes.NewReader(raw), leaf, root.Cert, time.Now()); j.Verdict != Revoked {
				t.Errorf("verdict %s: %v", j.Verdict, j.Err)
			}
			at := bytes.Index(raw, serialOf(leaf)) + 3
			raw[at] ^= 1
			if j := (Checker{}).JudgeCRL(bytes.NewReader(raw), leaf, root.Cert, time.Now()); j.Code != CodeCRLSignatureInvalid {
				t.Errorf("another serial number: code %s, verdict %s", j.Code, j.Verdict)
			}
		})
	}
}

// TestLargeMessageTakesLittleMemory: Ed25519 signs all of a CRL and not its
// hash, so that it must be kept, once.
func TestLargeMessageTakesLittleMemory(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	root := must(lab.NewRootWithKey("root", key))(t)
	entry := entryOf([]byte("\x02\x01\x05" + plainDate)...)
	raw := must(root.CRL(lab.CRL{List: bytes.Repeat(entry, 200_000)}))(t)
	used := peak(t, func() {
		leaf := &x509.Certificate{SerialNumber: big.NewInt(6)}
		if j := (Checker{}).JudgeCRL(bytes.NewReader(raw), leaf, root.Cert, time.Now()); j.Verdict != Good {
			t.Errorf("verdict %s: %v", j.Verdict, j.Err)
		}
	})
	if used > uint64(len(raw))*3/2+1<<20 {
		t.Errorf("%d bytes for a CRL of %d", used, len(raw))
	}
}

func TestCRLSignerWithoutKeyUsage(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	raw := must(root.CRL(lab.CRL{}))(t)
	for usage, want := range map[x509.KeyUsage]string{
		0:                     CodeCRLCertGood, // none named: all allowed
		x509.KeyUsageCRLSign:  CodeCRLCertGood,
		x509.KeyUsageCertSign: CodeCRLSignerKeyUsage,
	} {
		issuer := *root.Cert
		issuer.KeyUsage = usage
		if j := (Checker{}).JudgeCRL(bytes.NewReader(raw), leaf, &issuer, time.Now()); j.Code != want {
			t.Errorf("key usage %b: code %s, want %s", usage, j.Code, want)
		}
	}
}

// TestCRLAfterChangeOfKeys: the CRL is signed by a certificate above the
// issuer that bears the same name. A stranger's with that name is no such.
func TestCRLAfterChangeOfKeys(t *testing.T) {
	t.Parallel()
	before, after, stranger := newRoot(t, "lab root"), newRoot(t, "lab root"), newRoot(t, "another root")
	leaf := must(before.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	raw := must(after.CRL(lab.CRL{}))(t)
	judge := func(above ...*x509.Certificate) string {
		return Checker{}.JudgeCRL(bytes.NewReader(raw), leaf, before.Cert, time.Now(), above...).Code
	}
	if code := judge(); code != CodeCRLSignatureInvalid {
		t.Errorf("without the certificate above: %s", code)
	}
	if code := judge(after.Cert); code != CodeCRLCertGood {
		t.Errorf("with the certificate above: %s", code)
	}
	renamed := *after.Cert
	renamed.RawSubject = stranger.Cert.RawSubject
	if code := judge(&renamed); code != CodeCRLSignatureInvalid {
		t.Errorf("with the key under another name: %s", code)
	}
}

// TestChainCRLAfterChangeOfKeys is the same in a chain, where the root signs the
// CRL of an intermediate that bears its name.
func TestChainCRLAfterChangeOfKeys(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "lab root")
	intermediate := must(root.NewIntermediate("lab root", "", ""))(t)
	leaf := must(intermediate.Issue(lab.LeafOptions{Names: []string{"localhost"}, CRLs: []string{serve(t, 200, must(root.CRL(lab.CRL{}))(t))}}))(t)
	statuses, err := Checker{Roots: poolOf(root.Cert)}.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if err != nil || statuses[0].Verdict != Good || !statuses[0].Signer.Equal(root.Cert) {
		t.Errorf("%v, %+v", err, statuses)
	}
}

func TestSameName(t *testing.T) {
	t.Parallel()
	name := func(tag int, texts ...string) []byte {
		var rdns pkix.RDNSequence
		for _, text := range texts {
			value := asn1.RawValue{Tag: tag, Bytes: []byte(text)}
			rdns = append(rdns, pkix.RelativeDistinguishedNameSET{{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: value}})
		}
		return must(asn1.Marshal(rdns))(t)
	}
	const printable, utf8, t61 = asn1.TagPrintableString, asn1.TagUTF8String, asn1.TagT61String
	tests := []struct {
		name string
		a, b []byte
		want bool
	}{
		{"the same", name(utf8, "CA"), name(utf8, "CA"), true},
		{"another type of string", name(printable, "CA"), name(utf8, "CA"), true},
		{"case", name(utf8, "Ca"), name(utf8, "cA"), true},
		{"blanks", name(utf8, " the  CA "), name(utf8, "the CA"), true},
		{"another text", name(utf8, "CA"), name(utf8, "CB"), false},
		{"fewer parts", name(utf8, "CA", "X"), name(utf8, "CA"), false},
		{"another order", name(utf8, "CA", "X"), name(utf8, "X", "CA"), false},
		{"quotes do not join parts", name(utf8, `a" "b`), name(utf8, "a", "b"), false},
		{"strings of other types byte by byte", name(t61, "Ca"), name(t61, "cA"), false},
		{"no name", []byte{5, 0}, []byte{5, 1}, false},
	}
	for _, tt := range tests {
		if got := sameName(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
