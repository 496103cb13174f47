package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"slices"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// TestRequestIsWhatXCryptoMakes compares plain requests byte for byte.
func TestRequestIsWhatXCryptoMakes(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	for range 20 { // serial numbers of all kinds
		cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
		for _, hash := range []crypto.Hash{crypto.SHA1, crypto.SHA256, crypto.SHA384, crypto.SHA512} {
			theirs := must(ocsp.CreateRequest(cert, root.Cert, &ocsp.RequestOptions{Hash: hash}))(t)
			if ours := must(newRequest(cert, root.Cert, hash, nil))(t); !bytes.Equal(ours, theirs) {
				t.Errorf("%v: ours %x, theirs %x", hash, ours, theirs)
			}
		}
	}
}

func TestRequestWithNonce(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	nonce := newNonce()
	if len(nonce) != 32 || bytes.Equal(nonce, newNonce()) {
		t.Fatalf("nonce %x", nonce)
	}
	raw := must(newRequest(cert, root.Cert, crypto.SHA1, nonce))(t)
	read := must(ocsp.ParseRequest(raw))(t)
	if read.SerialNumber.Cmp(cert.SerialNumber) != 0 {
		t.Errorf("serial number %x", read.SerialNumber)
	}
	// RFC 9654 2.1: requestExtensions [2] { { id-pkix-ocsp-nonce, OCTET STRING
	// of an OCTET STRING } } behind the list of requests.
	tail := slices.Concat([]byte{0xa2, 0x33, 0x30, 0x31, 0x30, 0x2f, 6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2, 4, 0x22, 4, 0x20}, nonce)
	if !bytes.HasSuffix(raw, tail) {
		t.Errorf("request %x", raw)
	}
}

func TestRequestWantsTheIssuer(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	if raw, err := newRequest(cert, newRoot(t, "stranger").Cert, crypto.SHA1, nil); err == nil {
		t.Errorf("request %x", raw)
	}
	if raw, err := newRequest(cert, root.Cert, crypto.MD5, nil); err == nil {
		t.Errorf("request with MD5 %x", raw)
	}
}

// TestOddSerialNumbers judges certificates that crypto/x509 refuses to read.
func TestOddSerialNumbers(t *testing.T) {
	t.Parallel()
	for name, serial := range map[string][]byte{"padded": {0, 0, 1}, "negative": {0xff, 0x01}, "zero": {0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := newRoot(t, "root")
			plain := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
			tree := lab.ReadNode(plain.Raw)
			tree.At(0, 1).Raw = serial
			cert := must(ParseCertificate(must(tree.Bytes())(t)))(t)
			if cert.Subject.String() != plain.Subject.String() || bytes.Equal(cert.Raw, plain.Raw) {
				t.Errorf("certificate %s", cert.Subject)
			}
			raw := must(lab.Staple(root, plain, lab.Answer{Edit: func(data *lab.Node) {
				data.At(2, 0, 0, 3).Raw = serial
			}}))(t)
			if j := (Checker{}).JudgeResponse(raw, cert, root.Cert, plain.NotBefore.Add(61*60e9)); j.Code != CodeOCSPCertGood {
				t.Errorf("code %s (%v)", j.Code, j.Err)
			}
			if j := (Checker{}).JudgeResponse(raw, plain, root.Cert, plain.NotBefore.Add(61*60e9)); j.Code != CodeOCSPNoMatchingResponse {
				t.Errorf("another serial number: code %s (%v)", j.Code, j.Err)
			}
			minimal := serial
			if name == "padded" {
				minimal = []byte{1}
			}
			crl := must(root.CRL(lab.CRL{List: entryOf(slices.Concat([]byte{2, byte(len(minimal))}, minimal, []byte(plainDate))...)}))(t)
			if j := (Checker{}).JudgeCRL(bytes.NewReader(crl), cert, root.Cert, time.Now()); j.Verdict != Revoked {
				t.Errorf("listed in a CRL: %s (%v)", j.Verdict, j.Err)
			}
			if request := must(newRequest(cert, root.Cert, crypto.SHA1, nil))(t); !bytes.HasSuffix(request, serial) {
				t.Errorf("request %x", request)
			}
		})
	}
}

func TestParseCertificateRefusesTheRest(t *testing.T) {
	t.Parallel()
	cert := newRoot(t, "root").Cert
	for name, raw := range map[string][]byte{
		"nothing":   nil,
		"cut":       cert.Raw[:len(cert.Raw)-1],
		"trailing":  append(slices.Clone(cert.Raw), 0),
		"no serial": {0x30, 2, 0x30, 0},
	} {
		_, want := x509.ParseCertificate(raw)
		if _, err := ParseCertificate(raw); err == nil || want == nil || err.Error() != want.Error() {
			t.Errorf("%s: error %v, crypto/x509 says %v", name, err, want)
		}
	}
}

// TestNonceOnTheWire asks a live responder that echoes the nonce, one that
// leaves it out and one that answers with another.
func TestNonceOnTheWire(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	for name, test := range map[string]struct {
		answer  lab.Answer
		verdict Verdict
		codes   []string
	}{
		"echoed":  {lab.Answer{EchoNonce: true}, Good, nil},
		"missing": {lab.Answer{}, Good, []string{CodeOCSPNonceMissing}},
		"wrong":   {lab.Answer{Extensions: []pkix.Extension{{Id: oidNonce, Value: []byte{4, 1, 7}}}}, Undetermined, nil},
	} {
		t.Run(name, func(t *testing.T) {
			leaf := p.leaf(t, nil)
			p.responder.Set(leaf.Cert, test.answer)
			c := Checker{Roots: poolOf(p.root.Cert), Policy: Policy{Nonce: true, LeafOnly: true}}
			statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, Name: "localhost", IP: loopback})
			if err != nil {
				t.Fatal(err)
			}
			if s := statuses[0]; s.Verdict != test.verdict || !slices.Equal(s.Codes, test.codes) {
				t.Errorf("status %s, %s, %v", s.Verdict, s.Code, s.Codes)
			}
		})
	}
}
