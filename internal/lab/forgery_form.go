package lab

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"time"

	der "golang.org/x/crypto/cryptobyte/asn1"
)

func unknownExtension(critical bool) pkix.Extension {
	return pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: critical, Value: []byte{5, 0}}
}

func nonceExtension(content []byte) pkix.Extension {
	value := append([]byte{4, byte(len(content))}, content...)
	return pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}, Value: value}
}

// singleExtension adds one to the answer about the leaf.
func singleExtension(e pkix.Extension) func(data *Node) {
	return func(data *Node) {
		list, err := asn1.Marshal([]pkix.Extension{e})
		if err == nil {
			single := data.At(2, 0)
			single.Kids = append(single.Kids, &Node{Tag: explicit(1), Kids: []*Node{ReadNode(list)}})
		}
	}
}

// sctList is a list of one SCT (RFC 6962 3.2 and 3.3) of a log that nobody
// knows.
func sctList() pkix.Extension {
	sct := slices.Concat([]byte{0}, make([]byte, 32+8), []byte{0, 0, 4, 3, 0, 8}, []byte("\x30\x06\x02\x01\x01\x02\x01\x01"))
	list := append([]byte{0, byte(len(sct))}, sct...)
	list = append([]byte{0, byte(len(list))}, list...)
	return pkix.Extension{
		Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5}, Critical: true,
		Value: append([]byte{4, byte(len(list))}, list...),
	}
}

// The way to the parts of ResponseData: responderID 0, producedAt 1,
// responses 2; of the single: certID 0, certStatus 1, thisUpdate 2.
func producedAs(text string) func(*Node) {
	return func(data *Node) { data.At(1).Raw = []byte(text) }
}

// rightfulResponses are unusual and right.
var rightfulResponses = []Forgery{
	{Name: "plain", Make: says(Answer{}), Code: "ocsp-cert-good", Source: "RFC 6960 4.2.1", XCrypto: "good", OpenSSL: "good"},
	{Name: "issuer-encloses-itself", Make: func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Enclose: []*x509.Certificate{s.Issuer.Cert}})
	}, Code: "ocsp-cert-good", Source: "RFC 6960 4.2.1: certs help to verify; `openssl ocsp -port` does it", XCrypto: "error", OpenSSL: "good", Why: "x/crypto takes the enclosed certificate of an intermediate for a delegate's (golang/go#81395)"},
	{Name: "delegate", Make: delegated(theIssuer, nil), Code: "ocsp-cert-good", Source: "RFC 6960 4.2.2.2", XCrypto: "good", OpenSSL: "good"},
	{Name: "delegate-enclosed-second", Make: func(s *Stage) ([]byte, error) {
		signer, err := s.Issuer.Issue(LeafOptions{CommonName: "delegate", OCSPSigning: true})
		if err != nil {
			return nil, err
		}
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Signer: signer, Enclose: []*x509.Certificate{s.Other.Cert}})
	}, Code: "ocsp-cert-good", Source: "RFC 6960 4.2.1: the order of certs says nothing", XCrypto: "error", OpenSSL: "good", Why: "x/crypto reads the first enclosed certificate only"},
	{Name: "critical-sct-list", Make: edited(singleExtension(sctList())), Code: "ocsp-cert-good", Source: "RFC 6962 3.3", XCrypto: "error", OpenSSL: "good", Why: "x/crypto refuses every critical extension of an answer, known or not"},
	{Name: "version-written-out", Make: edited(func(data *Node) {
		data.Insert(0, explicit(0), []byte{2, 1, 0})
	}), Code: "ocsp-cert-good", Source: "X.690 11.5 forbids it, responders do it", XCrypto: "good", OpenSSL: "good"},
	{Name: "right-answer-last", Make: func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Before: []Single{{Cert: s.Other.Cert}}})
	}, Code: "ocsp-cert-good", Source: "RFC 6960 3.2 (1)", XCrypto: "good", OpenSSL: "good"},
	{Name: "no-next-update", Make: says(Answer{NoNextUpdate: true}), Code: "ocsp-cert-good", Source: "RFC 6960 2.4: newer news at any time", XCrypto: "good", OpenSSL: "good"},
	{Name: "sha1-signature", Make: says(Answer{Algorithm: x509.ECDSAWithSHA1}), Code: "ocsp-cert-good", Source: "RFC 6960 4.3; a remark", XCrypto: "good", OpenSSL: "good"},
	{Name: "rsa-pss", Key: "rsa", Make: says(Answer{Algorithm: x509.SHA256WithRSAPSS}), Code: "ocsp-cert-good", Source: "RFC 4055 3.1", XCrypto: "error", OpenSSL: "good", Why: "x/crypto does not know RSA-PSS"},
	{Name: "ed25519", Key: "ed25519", Make: says(Answer{ByKey: true}), Code: "ocsp-cert-good", Source: "RFC 8410 3", XCrypto: "error", OpenSSL: "good", Why: "x/crypto does not know Ed25519"},
	{Name: "p384", Key: "p384", Make: says(Answer{Algorithm: x509.ECDSAWithSHA384}), Code: "ocsp-cert-good", Source: "RFC 5758 3.2", XCrypto: "good", OpenSSL: "good"},
	{Name: "nonce-unasked", Make: says(Answer{Extensions: []pkix.Extension{nonceExtension([]byte{1})}}), Code: "ocsp-cert-good", Source: "RFC 6960 4.4.1: it binds a request, and a staple answers none", XCrypto: "good", OpenSSL: "good"},
	{Name: "nonce-missing", Nonce: true, Make: says(Answer{}), Code: "ocsp-cert-good", Source: "RFC 5019 4: a responder may sign in advance", XCrypto: "good", OpenSSL: "good"},
	{Name: "nonce-echoed", Nonce: true, Make: func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Extensions: []pkix.Extension{nonceExtension(s.Nonce)}})
	}, Code: "ocsp-cert-good", Source: "RFC 9654 2.1", XCrypto: "good", OpenSSL: "good"},
}

// formForgeries are badly written.
var formForgeries = []Forgery{
	{Name: "trailing-byte", Make: func(s *Stage) ([]byte, error) {
		raw, err := Staple(s.Issuer, s.Leaf.Cert, Answer{})
		return append(raw, 0), err
	}, Rule: "trailing-data", Code: "ocsp-response-trailing-data", Source: "X.690 8.1", XCrypto: "error", OpenSSL: "good", Why: "OpenSSL reads the first element of a file"},
	{Name: "trailing-element", Make: damaged(func(n *Node) { n.At(1, 0, 1).Insert(1, der.NULL, nil) }), Rule: "trailing-data", Code: "ocsp-response-trailing-data", Source: "RFC 6960 4.2.1: one BasicOCSPResponse", XCrypto: "error", OpenSSL: "good", Why: "OpenSSL reads the first element of the OCTET STRING"},
	{Name: "try-later-with-response", Make: damaged(func(n *Node) { n.At(0).Raw = []byte{3} }), Rule: "status", Code: "ocsp-responder-try-later", Source: "RFC 6960 4.2.1: bytes only with successful", XCrypto: "error", OpenSSL: "error"},
	{Name: "other-type", Make: damaged(func(n *Node) { n.At(1, 0, 0).Raw = []byte{42, 3} }), Rule: "type", Code: "ocsp-response-type-unknown", Source: "RFC 6960 4.2.1", XCrypto: "error", OpenSSL: "error"},
	{Name: "unsigned", Make: damaged(func(n *Node) { n.At(1, 0, 1, 0, 2).Raw = []byte{0} }), Rule: "signature-present", Code: "ocsp-signature-missing", Off: "ocsp-signature-invalid", Source: "RFC 6960 4.2.1", XCrypto: "error", OpenSSL: "error"},
	{Name: "version-2", Make: edited(func(data *Node) { data.Insert(0, explicit(0), []byte{2, 1, 1}) }), Rule: "version", Code: "ocsp-version-unsupported", Source: "RFC 6960 4.2.1", XCrypto: "good", OpenSSL: "good", Why: "neither looks at the version"},
	{Name: "junk-in-single", Make: edited(func(data *Node) { single := data.At(2, 0); single.Insert(len(single.Kids), der.NULL, nil) }), Rule: "fields", Code: "ocsp-response-malformed", Source: "RFC 6960 4.2.1", XCrypto: "error", OpenSSL: "error"},
	{Name: "junk-in-data", Make: edited(func(data *Node) { data.Insert(len(data.Kids), der.NULL, nil) }), Rule: "fields", Code: "ocsp-response-malformed", Source: "RFC 6960 4.2.1", XCrypto: "good", OpenSSL: "error", Why: "Go's asn1 drops what follows the fields it knows"},
	{Name: "time-with-fraction", Make: at(func(now time.Time) Answer {
		return Answer{Edit: producedAs(now.UTC().Format("20060102150405") + ".5Z")}
	}), Rule: "time-form", Code: "ocsp-time-malformed", Source: "RFC 5280 4.1.2.5.2", XCrypto: "good", OpenSSL: "good", Why: "both read more forms of time than RFC 5280 allows"},
	{Name: "time-with-offset", Make: at(func(now time.Time) Answer {
		return Answer{Edit: producedAs(now.UTC().Format("20060102150405") + "+0000")}
	}), Rule: "time-form", Code: "ocsp-time-malformed", Source: "RFC 5280 4.1.2.5.2", XCrypto: "error", OpenSSL: "good", Why: "OpenSSL reads more forms of time than RFC 5280 allows"},
	{Name: "two-statuses", Make: edited(func(data *Node) { data.At(2, 0).Insert(2, der.Tag(2).ContextSpecific(), nil) }), Rule: "one-status", Code: "ocsp-certstatus-invalid", Source: "RFC 6960 4.2.1: a CHOICE", XCrypto: "good", OpenSSL: "error", Why: "x/crypto reads the CHOICE as optional fields, and good wins"},
	{Name: "no-status", Make: edited(func(data *Node) { data.At(2, 0).Remove(1) }), Rule: "one-status", Code: "ocsp-certstatus-invalid", Off: "ocsp-cert-unknown", Source: "RFC 6960 4.2.1: a CHOICE", XCrypto: "revoked", OpenSSL: "error", Why: "x/crypto reads the CHOICE as optional fields, and none is revoked"},
	{Name: "good-with-content", Make: edited(func(data *Node) { data.At(2, 0, 1).Raw = []byte{1} }), Rule: "one-status", Code: "ocsp-certstatus-invalid", Source: "RFC 6960 4.2.1: NULL", XCrypto: "good", OpenSSL: "error", Why: "x/crypto reads the CHOICE as flags"},
	{Name: "extension-twice", Make: says(Answer{Extensions: []pkix.Extension{unknownExtension(false), unknownExtension(false)}}), Rule: "duplicate-extension", Code: "ocsp-duplicate-extension", Source: "RFC 5280 4.2", XCrypto: "good", OpenSSL: "good", Why: "neither compares the extensions of a response"},
	{Name: "critical-response-extension", Make: says(Answer{Extensions: []pkix.Extension{unknownExtension(true)}}), Rule: "critical-response-extension", Code: "ocsp-critical-extension", Source: "RFC 6960 4.4", XCrypto: "good", OpenSSL: "good", Why: "neither looks at the extensions of a response"},
	{Name: "critical-single-extension", Make: edited(singleExtension(unknownExtension(true))), Rule: "critical-single-extension", Code: "ocsp-critical-extension", Source: "RFC 6960 4.4", XCrypto: "error", OpenSSL: "good", Why: "OpenSSL does not look at the extensions of an answer"},
	{Name: "nonce-wrong", Nonce: true, Make: says(Answer{Extensions: []pkix.Extension{nonceExtension([]byte{1, 2, 3})}}), Rule: "nonce", Code: "ocsp-nonce-mismatch", Source: "RFC 9654 2.1", XCrypto: "good", OpenSSL: "good", Why: "neither was asked with a nonce here"},
}
