package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	der "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/ocsp"
)

// The way to the parts of a response as the lab makes it: version absent,
// responderID 0, producedAt 1, responses 2.
func basicOf(n *lab.Node) *lab.Node  { return n.At(1, 0, 1, 0) }
func dataOf(n *lab.Node) *lab.Node   { return basicOf(n).At(0) }
func singleOf(n *lab.Node) *lab.Node { return dataOf(n).At(2, 0) }

func contextTag(n uint8) der.Tag { return der.Tag(n).ContextSpecific() }

func TestParseResponseRefuses(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	noCheck := pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3}, Value: []byte{5, 0}}
	good := lab.Answer{ByKey: true}
	revoked := lab.Answer{ByKey: true, Status: ocsp.Revoked, Reason: 1}
	extended := lab.Answer{Extensions: []pkix.Extension{noCheck}}

	tests := []struct {
		name   string
		answer lab.Answer
		change func(n *lab.Node)
		want   string
	}{
		{"nothing", good, func(*lab.Node) {}, ""},
		{"explicit version 1", good, func(n *lab.Node) {
			dataOf(n).Insert(0, contextTag(0).Constructed(), []byte{2, 1, 0})
		}, ""},
		{"version 2", good, func(n *lab.Node) {
			dataOf(n).Insert(0, contextTag(0).Constructed(), []byte{2, 1, 1})
		}, CodeOCSPVersionUnsupported},
		{"status 4", good, func(n *lab.Node) { n.At(0).Raw = []byte{4} }, CodeOCSPResponderStatusUndefined},
		{"status 9", good, func(n *lab.Node) { n.At(0).Raw = []byte{9} }, CodeOCSPResponderStatusUndefined},
		{"successful without bytes", good, func(n *lab.Node) { n.Remove(1) }, CodeOCSPResponseBytesMissing},
		{"status is no enumeration", good, func(n *lab.Node) { n.At(0).Tag = der.INTEGER }, CodeOCSPResponseMalformed},
		{"junk after the fields", good, func(n *lab.Node) { n.Insert(2, der.NULL, nil) }, CodeOCSPResponseMalformed},
		{"other response type", good, func(n *lab.Node) { n.At(1, 0, 0).Raw = []byte{42, 3} }, CodeOCSPResponseTypeUnknown},
		{"bytes after the basic response", good, func(n *lab.Node) {
			n.At(1, 0, 1).Insert(1, der.NULL, nil)
		}, CodeOCSPResponseTrailingData},
		{"no signature", good, func(n *lab.Node) { basicOf(n).At(2).Raw = []byte{0} }, CodeOCSPSignatureMissing},
		{"signature with bits behind its end", good, func(n *lab.Node) {
			bits := basicOf(n).At(2).Raw
			bits[0], bits[len(bits)-1] = 3, bits[len(bits)-1]|1
		}, CodeOCSPResponseMalformed},
		{"algorithm without identifier", good, func(n *lab.Node) { basicOf(n).At(1).Kids = nil }, CodeOCSPResponseMalformed},
		{"algorithm with parameters", good, func(n *lab.Node) { basicOf(n).At(1).Insert(1, der.INTEGER, []byte{1}) }, CodeOCSPResponseMalformed},
		{"no responder", good, func(n *lab.Node) { dataOf(n).Remove(0) }, CodeOCSPResponseMalformed},
		{"empty key hash", good, func(n *lab.Node) { dataOf(n).At(0, 0).Raw = nil }, CodeOCSPResponseMalformed},
		{"no responses", good, func(n *lab.Node) { dataOf(n).At(2).Kids = nil }, CodeOCSPNoResponses},
		{"time with fraction", good, func(n *lab.Node) { dataOf(n).At(1).Raw = []byte("20260101000000.5Z") }, CodeOCSPTimeMalformed},
		{"time with offset", good, func(n *lab.Node) { dataOf(n).At(1).Raw = []byte("20260101000000+0100") }, CodeOCSPTimeMalformed},
		{"time without seconds", good, func(n *lab.Node) { dataOf(n).At(1).Raw = []byte("202601010000Z") }, CodeOCSPTimeMalformed},
		{"time of another type", good, func(n *lab.Node) { dataOf(n).At(1).Tag = der.UTCTime }, CodeOCSPResponseMalformed},
		{"junk after the single", good, func(n *lab.Node) { singleOf(n).Insert(4, der.NULL, nil) }, CodeOCSPResponseMalformed},
		{"no status", good, func(n *lab.Node) { singleOf(n).Remove(1) }, CodeOCSPCertStatusInvalid},
		{"two statuses", good, func(n *lab.Node) { singleOf(n).Insert(1, contextTag(2), nil) }, CodeOCSPCertStatusInvalid},
		{"status 3", good, func(n *lab.Node) { singleOf(n).At(1).Tag = contextTag(3) }, CodeOCSPCertStatusInvalid},
		{"good with content", good, func(n *lab.Node) { singleOf(n).At(1).Raw = []byte{1} }, CodeOCSPCertStatusInvalid},
		{"constructed good", good, func(n *lab.Node) { singleOf(n).At(1).Tag |= 0x20 }, CodeOCSPCertStatusInvalid},
		{"revoked without time", revoked, func(n *lab.Node) { singleOf(n).At(1).Remove(0) }, CodeOCSPResponseMalformed},
		{"revoked with junk", revoked, func(n *lab.Node) { singleOf(n).At(1).Insert(2, der.NULL, nil) }, CodeOCSPResponseMalformed},
		{"reason is no enumeration", revoked, func(n *lab.Node) { singleOf(n).At(1, 1, 0).Tag = der.INTEGER }, CodeOCSPResponseMalformed},
		{"empty serial", good, func(n *lab.Node) { singleOf(n).At(0, 3).Raw = nil }, CodeOCSPResponseMalformed},
		{"negative reason", revoked, func(n *lab.Node) { singleOf(n).At(1, 1, 0).Raw = []byte{0xff} }, CodeOCSPResponseMalformed},
		{"extension twice", extended, func(n *lab.Node) {
			list := dataOf(n).At(3, 0)
			list.Kids = append(list.Kids, list.Kids[0])
		}, CodeOCSPDuplicateExtension},
		{"no extension in the list", extended, func(n *lab.Node) { dataOf(n).At(3, 0).Kids = nil }, CodeOCSPResponseMalformed},
		{"extension without value", extended, func(n *lab.Node) { dataOf(n).At(3, 0, 0).Remove(1) }, CodeOCSPResponseMalformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree := lab.ReadNode(must(lab.Staple(root, cert, test.answer))(t))
			test.change(tree)
			r, err := ParseResponse(must(tree.Bytes())(t))
			if got := codeOf(err); got != test.want {
				t.Errorf("code %q (%v), want %q", got, err, test.want)
			}
			if (r == nil) != (err != nil) {
				t.Errorf("response %v with error %v", r, err)
			}
		})
	}
}

func TestParseResponseBounds(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	good := must(lab.Staple(root, cert, lab.Answer{}))(t)
	many := make([]*x509.Certificate, maxEnclosedCerts+1)
	for i := range many {
		many[i] = cert
	}
	tests := []struct {
		name string
		raw  []byte
		want string
	}{
		{"empty", nil, CodeOCSPResponseMalformed},
		{"trailing byte", append(good[:len(good):len(good)], 0), CodeOCSPResponseTrailingData},
		{"cut", good[:len(good)-1], CodeOCSPResponseMalformed},
		{"too large", bytes.Repeat([]byte{0}, maxResponseSize+1), CodeOCSPResponderTooLarge},
		{"too many certificates", must(lab.Staple(root, cert, lab.Answer{Enclose: many}))(t), CodeOCSPResponseMalformed},
		{"as many as allowed", must(lab.Staple(root, cert, lab.Answer{Enclose: many[1:]}))(t), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseResponse(test.raw)
			if got := codeOf(err); got != test.want {
				t.Errorf("code %q (%v), want %q", got, err, test.want)
			}
		})
	}
}

// FuzzJudgeResponse feeds the reader and the rules with changed responses.
// Whatever comes, nothing panics, a rejected source says why, and nothing is
// believed that the issuer or its delegate did not sign.
func FuzzJudgeResponse(f *testing.F) {
	root := fuzzRoot(f, 1)
	leaf, err := root.Issue(lab.LeafOptions{Names: []string{"localhost"}, Change: func(c *x509.Certificate) {
		c.SerialNumber = big.NewInt(0x5eed)
	}})
	if err != nil {
		f.Fatal(err)
	}
	delegate, err := root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true})
	if err != nil {
		f.Fatal(err)
	}
	nonce := pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}, Value: []byte{4, 1, 7}}
	for _, a := range []lab.Answer{
		{ByKey: true},
		{NoNextUpdate: true, Hash: crypto.SHA256},
		{ByKey: true, Status: ocsp.Revoked, Reason: ocsp.KeyCompromise},
		{ByKey: true, Status: ocsp.Unknown},
		{ByKey: true, NoNextUpdate: true, Extensions: []pkix.Extension{nonce}},
		{Signer: delegate},
		{ByKey: true, Before: []lab.Single{{Cert: root.Cert}, {Cert: leaf.Cert, Answer: lab.Answer{Status: ocsp.Revoked}}}},
	} {
		raw, err := lab.Staple(root, leaf.Cert, a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add(ocsp.TryLaterErrorResponse)
	f.Add([]byte("garbage"))
	now := time.Now()
	f.Fuzz(func(t *testing.T, raw []byte) {
		j := Checker{}.JudgeResponse(raw, leaf.Cert, root.Cert, now)
		if j.Code == "" || j.valid() != (j.Err == nil) {
			t.Fatalf("judgement %+v", j)
		}
		if !j.valid() {
			return
		}
		r := must(ParseResponse(raw))(t)
		theirs, err := ocsp.ParseResponseForCert(raw, leaf.Cert, root.Cert)
		if err == nil && j.Verdict == Good && theirs.Status != ocsp.Good {
			t.Fatalf("we say good, x/crypto %d", theirs.Status)
		}
		if err := root.Cert.CheckSignature(j.Signer.SignatureAlgorithm, j.Signer.RawTBSCertificate, j.Signer.Signature); err != nil {
			t.Fatalf("signer %s: %v", j.Signer.Subject, err)
		}
		if err := j.Signer.CheckSignature(r.SignatureAlgorithm, r.TBS, r.Signature); err != nil {
			t.Fatal(err)
		}
	})
}
