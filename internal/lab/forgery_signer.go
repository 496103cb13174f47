package lab

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"

	der "golang.org/x/crypto/cryptobyte/asn1"
)

// become makes the maker of a response whose signature claims another
// algorithm than sha256WithRSAEncryption.
func become(id ...int) func(*Stage) ([]byte, error) {
	return func(s *Stage) ([]byte, error) {
		raw, err := Staple(s.Issuer, s.Leaf.Cert, Answer{Algorithm: x509.SHA256WithRSA})
		if err != nil {
			return nil, err
		}
		from, err := asn1.Marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11})
		if err != nil {
			return nil, err
		}
		to, err := asn1.Marshal(asn1.ObjectIdentifier(id))
		return bytes.ReplaceAll(raw, from, to), err
	}
}

// signerForgeries were signed by another than the issuer, or not at all.
var signerForgeries = []Forgery{
	{Name: "impostor", Make: func(s *Stage) ([]byte, error) {
		return Staple(&Authority{Cert: s.Issuer.Cert, Key: s.Namesake.Key}, s.Leaf.Cert, Answer{ByKey: true})
	}, Rule: "signature", Code: "ocsp-signature-invalid", Source: "RFC 6960 3.2 (2)", XCrypto: "error", OpenSSL: "error"},
	{Name: "changed-after-signing", Make: damaged(func(n *Node) {
		signature := n.At(1, 0, 1, 0, 2).Raw
		signature[len(signature)-1] ^= 1
	}), Rule: "signature", Code: "ocsp-signature-invalid", Source: "RFC 6960 3.2 (2)", XCrypto: "error", OpenSSL: "error"},
	{Name: "names-another-responder", Make: edited(func(data *Node) {
		data.Kids[0] = &Node{Tag: explicit(2), Kids: []*Node{{Tag: der.OCTET_STRING, Raw: make([]byte, 20)}}}
	}), Rule: "responder-id", Code: "ocsp-responder-id-mismatch", Source: "RFC 6960 4.2.2.3", XCrypto: "good", OpenSSL: "error", Why: "x/crypto does not compare the ResponderID"},
	{Name: "signer-not-enclosed", Make: func(s *Stage) ([]byte, error) {
		signer, err := s.Issuer.Issue(LeafOptions{CommonName: "delegate", OCSPSigning: true})
		if err != nil {
			return nil, err
		}
		return Staple(&Authority{Cert: signer.Cert, Key: signer.Key}, s.Leaf.Cert, Answer{ByKey: true})
	}, Rule: "signature", Code: "ocsp-signer-not-found", Off: "ocsp-signer-not-found", Source: "RFC 6960 4.2.2.2", XCrypto: "error", OpenSSL: "error"},
	{Name: "md5-signature", Key: "rsa", Make: become(1, 2, 840, 113549, 1, 1, 4), Rule: "signature-md5", Code: "ocsp-signature-md5", Off: "ocsp-signature-invalid", Source: "RFC 6151 2; crypto/x509 refuses it too", XCrypto: "error", OpenSSL: "error"},
	{Name: "md2-signature", Key: "rsa", Make: become(1, 2, 840, 113549, 1, 1, 2), Rule: "signature-algorithm", Code: "ocsp-signature-algorithm-unsupported", Off: "ocsp-signature-invalid", Source: "RFC 6149", XCrypto: "error", OpenSSL: "error"},
}

// delegateForgeries were signed by one who may not speak for the issuer.
var delegateForgeries = []Forgery{
	{Name: "delegate-of-twin", Make: delegated(func(s *Stage) *Authority { return s.Twin }, nil), Rule: "delegate-issuer-name", Code: "ocsp-delegate-wrong-issuer", Source: "RFC 6960 4.2.2.2: issued directly by the CA", XCrypto: "good", OpenSSL: "error", Why: "x/crypto compares the key alone, not the name"},
	{Name: "delegate-of-namesake", Make: delegated(func(s *Stage) *Authority { return s.Namesake }, nil), Rule: "delegate-issuer-key", Code: "ocsp-delegate-not-issued-by-issuer", Source: "RFC 6960 4.2.2.2", XCrypto: "error", OpenSSL: "error"},
	{Name: "delegate-of-stranger", Make: delegated(func(s *Stage) *Authority { return s.Stranger }, nil), Rule: "delegate-issuer-name", Code: "ocsp-delegate-wrong-issuer", Off: "ocsp-delegate-not-issued-by-issuer", Source: "RFC 6960 4.2.2.2", XCrypto: "error", OpenSSL: "error"},
	{Name: "delegate-of-delegate", Make: func(s *Stage) ([]byte, error) {
		first, err := s.Issuer.Issue(LeafOptions{CommonName: "first delegate", OCSPSigning: true})
		if err != nil {
			return nil, err
		}
		second, err := (&Authority{Cert: first.Cert, Key: first.Key}).Issue(LeafOptions{CommonName: "second delegate", OCSPSigning: true})
		if err != nil {
			return nil, err
		}
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Signer: second, Enclose: []*x509.Certificate{first.Cert}})
	}, Rule: "delegate-issuer-name", Code: "ocsp-delegate-wrong-issuer", Off: "ocsp-delegate-not-issued-by-issuer", Source: "RFC 6960 4.2.2.2: issued directly by the CA", XCrypto: "error", OpenSSL: "error"},
	{Name: "server-for-itself", Make: func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Signer: s.Leaf})
	}, Rule: "delegate-eku", Code: "ocsp-delegate-missing-eku", Source: "RFC 6960 4.2.2.2", XCrypto: "good", OpenSSL: "error", Why: "x/crypto does not ask for the OCSPSigning usage"},
	{Name: "delegate-any-eku", Make: delegated(theIssuer, template(func(_ *Stage, c *x509.Certificate) {
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	})), Rule: "delegate-eku", Code: "ocsp-delegate-missing-eku", Source: "RFC 6960 4.2.2.2", XCrypto: "good", OpenSSL: "error", Why: "x/crypto does not ask for the OCSPSigning usage"},
	{Name: "delegate-of-tomorrow", Make: delegated(theIssuer, template(func(s *Stage, c *x509.Certificate) {
		c.NotBefore = s.Now.Add(day)
	})), Rule: "delegate-not-before", Code: "ocsp-delegate-not-yet-valid", Source: "RFC 5280 6.1.3 (a)(2)", XCrypto: "good", OpenSSL: "error", Why: "x/crypto does not look at the delegate's validity"},
	{Name: "delegate-of-yesterday", Make: delegated(theIssuer, template(func(s *Stage, c *x509.Certificate) {
		c.NotBefore, c.NotAfter = s.Now.Add(-2*day), s.Now.Add(-day)
	})), Rule: "delegate-not-after", Code: "ocsp-delegate-expired", Source: "RFC 5280 6.1.3 (a)(2)", XCrypto: "good", OpenSSL: "error", Why: "x/crypto does not look at the delegate's validity"},
	{Name: "delegate-for-encryption", Make: delegated(theIssuer, template(func(_ *Stage, c *x509.Certificate) {
		c.KeyUsage = x509.KeyUsageKeyEncipherment
	})), Rule: "delegate-key-usage", Code: "ocsp-delegate-key-usage", Source: "RFC 5280 4.2.1.3", XCrypto: "good", OpenSSL: "good", Why: "neither looks at the delegate's key usage"},
	{Name: "delegate-critical-extension", Make: delegated(theIssuer, template(func(_ *Stage, c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, unknownExtension(true))
	})), Rule: "delegate-critical-extension", Code: "ocsp-delegate-critical-extension", Source: "RFC 5280 4.2", XCrypto: "good", OpenSSL: "error", Why: "x/crypto ignores the delegate's critical extensions"},
}
