package ocspcheck

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/ocsp"
)

// node is one DER element that can be changed and written again, with every
// length around it put right.
type node struct {
	tag  der.Tag
	raw  []byte  // of a primitive
	kids []*node // of a constructed one, or of an OCTET STRING that holds a SEQUENCE
}

func readNode(in *cryptobyte.String) *node {
	var n node
	var body cryptobyte.String
	if !in.ReadAnyASN1(&body, &n.tag) {
		return &node{tag: der.NULL}
	}
	holds := n.tag == der.OCTET_STRING && len(body) > 100
	if n.tag&0x20 == 0 && !holds {
		n.raw = body
		return &n
	}
	for !body.Empty() {
		n.kids = append(n.kids, readNode(&body))
	}
	return &n
}

func (n *node) add(b *cryptobyte.Builder) {
	b.AddASN1(n.tag, func(b *cryptobyte.Builder) {
		b.AddBytes(n.raw)
		for _, kid := range n.kids {
			kid.add(b)
		}
	})
}

// insert puts a primitive before the i-th child.
func (n *node) insert(i int, tag der.Tag, raw []byte) {
	n.kids = append(n.kids[:i:i], append([]*node{{tag: tag, raw: raw}}, n.kids[i:]...)...)
}

func (n *node) remove(i int) { n.kids = append(n.kids[:i:i], n.kids[i+1:]...) }

func (n *node) at(path ...int) *node {
	for _, i := range path {
		n = n.kids[i]
	}
	return n
}

// The way to the parts of a response as the lab makes it: version absent,
// responderID 0, producedAt 1, responses 2.
func (n *node) basic() *node  { return n.at(1, 0, 1, 0) }
func (n *node) data() *node   { return n.basic().at(0) }
func (n *node) single() *node { return n.data().at(2, 0) }

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
		change func(n *node)
		want   string
	}{
		{"nothing", good, func(*node) {}, ""},
		{"explicit version 1", good, func(n *node) {
			n.data().insert(0, contextTag(0).Constructed(), []byte{2, 1, 0})
		}, ""},
		{"version 2", good, func(n *node) {
			n.data().insert(0, contextTag(0).Constructed(), []byte{2, 1, 1})
		}, CodeOCSPVersionUnsupported},
		{"status 4", good, func(n *node) { n.at(0).raw = []byte{4} }, CodeOCSPResponderStatusUndefined},
		{"status 9", good, func(n *node) { n.at(0).raw = []byte{9} }, CodeOCSPResponderStatusUndefined},
		{"successful without bytes", good, func(n *node) { n.remove(1) }, CodeOCSPResponseBytesMissing},
		{"status is no enumeration", good, func(n *node) { n.at(0).tag = der.INTEGER }, CodeOCSPResponseMalformed},
		{"junk after the fields", good, func(n *node) { n.insert(2, der.NULL, nil) }, CodeOCSPResponseMalformed},
		{"other response type", good, func(n *node) { n.at(1, 0, 0).raw = []byte{42, 3} }, CodeOCSPResponseTypeUnknown},
		{"bytes after the basic response", good, func(n *node) {
			n.at(1, 0, 1).insert(1, der.NULL, nil)
		}, CodeOCSPResponseTrailingData},
		{"no signature", good, func(n *node) { n.basic().at(2).raw = []byte{0} }, CodeOCSPSignatureMissing},
		{"signature of odd bits", good, func(n *node) { n.basic().at(2).raw[0] = 3 }, CodeOCSPResponseMalformed},
		{"algorithm without identifier", good, func(n *node) { n.basic().at(1).kids = nil }, CodeOCSPResponseMalformed},
		{"algorithm with parameters", good, func(n *node) { n.basic().at(1).insert(1, der.INTEGER, []byte{1}) }, CodeOCSPResponseMalformed},
		{"no responder", good, func(n *node) { n.data().remove(0) }, CodeOCSPResponseMalformed},
		{"empty key hash", good, func(n *node) { n.data().at(0, 0).raw = nil }, CodeOCSPResponseMalformed},
		{"no responses", good, func(n *node) { n.data().at(2).kids = nil }, CodeOCSPNoResponses},
		{"time with fraction", good, func(n *node) { n.data().at(1).raw = []byte("20260101000000.5Z") }, CodeOCSPTimeMalformed},
		{"time with offset", good, func(n *node) { n.data().at(1).raw = []byte("20260101000000+0100") }, CodeOCSPTimeMalformed},
		{"time without seconds", good, func(n *node) { n.data().at(1).raw = []byte("202601010000Z") }, CodeOCSPTimeMalformed},
		{"time of another type", good, func(n *node) { n.data().at(1).tag = der.UTCTime }, CodeOCSPResponseMalformed},
		{"junk after the single", good, func(n *node) { n.single().insert(4, der.NULL, nil) }, CodeOCSPResponseMalformed},
		{"no status", good, func(n *node) { n.single().remove(1) }, CodeOCSPCertStatusInvalid},
		{"two statuses", good, func(n *node) { n.single().insert(1, contextTag(2), nil) }, CodeOCSPCertStatusInvalid},
		{"status 3", good, func(n *node) { n.single().at(1).tag = contextTag(3) }, CodeOCSPCertStatusInvalid},
		{"good with content", good, func(n *node) { n.single().at(1).raw = []byte{1} }, CodeOCSPCertStatusInvalid},
		{"constructed good", good, func(n *node) { n.single().at(1).tag |= 0x20 }, CodeOCSPCertStatusInvalid},
		{"revoked without time", revoked, func(n *node) { n.single().at(1).remove(0) }, CodeOCSPResponseMalformed},
		{"revoked with junk", revoked, func(n *node) { n.single().at(1).insert(2, der.NULL, nil) }, CodeOCSPResponseMalformed},
		{"reason is no enumeration", revoked, func(n *node) { n.single().at(1, 1, 0).tag = der.INTEGER }, CodeOCSPResponseMalformed},
		{"empty serial", good, func(n *node) { n.single().at(0, 3).raw = nil }, CodeOCSPResponseMalformed},
		{"negative reason", revoked, func(n *node) { n.single().at(1, 1, 0).raw = []byte{0xff} }, CodeOCSPResponseMalformed},
		{"extension twice", extended, func(n *node) {
			list := n.data().at(3, 0)
			list.kids = append(list.kids, list.kids[0])
		}, CodeOCSPDuplicateExtension},
		{"no extension in the list", extended, func(n *node) { n.data().at(3, 0).kids = nil }, CodeOCSPResponseMalformed},
		{"extension without value", extended, func(n *node) { n.data().at(3, 0, 0).remove(1) }, CodeOCSPResponseMalformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := cryptobyte.String(must(lab.Staple(root, cert, test.answer))(t))
			tree := readNode(&in)
			test.change(tree)
			var b cryptobyte.Builder
			tree.add(&b)
			r, err := ParseResponse(must(b.Bytes())(t))
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
	// Key and serial number are fixed, so that every fuzzing process can
	// verify the seeds of every other.
	root, err := lab.NewRootWithKey("root", ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		f.Fatal(err)
	}
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
		if err := root.Cert.CheckSignature(j.Signer.SignatureAlgorithm, j.Signer.RawTBSCertificate, j.Signer.Signature); err != nil {
			t.Fatalf("signer %s: %v", j.Signer.Subject, err)
		}
		if err := j.Signer.CheckSignature(r.SignatureAlgorithm, r.TBS, r.Signature); err != nil {
			t.Fatal(err)
		}
	})
}
