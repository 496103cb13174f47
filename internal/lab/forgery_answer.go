package lab

import (
	"encoding/asn1"
	"time"

	"golang.org/x/crypto/ocsp"
)

// about makes the maker of a response that speaks of the leaf's serial number
// under another issuer.
func about(issuer func(*Stage) *Authority) func(*Stage) ([]byte, error) {
	return func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Other.Cert, Answer{Before: []Single{{Cert: s.Leaf.Cert, Issuer: issuer(s).Cert}}})
	}
}

// matchForgeries speak of another certificate, or of the leaf in more than
// one way.
var matchForgeries = []Forgery{
	{Name: "replay", Make: func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Other.Cert, Answer{})
	}, Rule: "serial", Code: "ocsp-no-matching-response", Source: "RFC 6960 3.2 (1)", XCrypto: "error", OpenSSL: "error"},
	{Name: "issuer-of-another-name", Make: about(func(s *Stage) *Authority { return s.Twin }), Rule: "issuer-name", Code: "ocsp-certid-issuer-mismatch", Source: "RFC 6960 4.1.1", XCrypto: "good", OpenSSL: "error", Why: "x/crypto ignores the CertID's issuer"},
	{Name: "issuer-of-the-same-name", Make: about(func(s *Stage) *Authority { return s.Namesake }), Rule: "issuer-key", Code: "ocsp-certid-issuer-mismatch", Source: "RFC 6960 4.1.2: names need not be unique", XCrypto: "good", OpenSSL: "error", Why: "x/crypto ignores the CertID's issuer"},
	{Name: "unknown-certid-hash", Make: edited(func(data *Node) {
		oid, err := asn1.Marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 5}) // MD5
		if err == nil {
			data.At(2, 0, 0, 0).Kids[0] = ReadNode(oid)
		}
	}), Rule: "certid-hash", Code: "ocsp-certid-hash-unsupported", Off: "ocsp-certid-issuer-mismatch", Source: "RFC 6960 4.1.1", XCrypto: "error", OpenSSL: "error"},
	{Name: "good-before-revoked", Make: func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Status: ocsp.Revoked, Before: []Single{{Cert: s.Leaf.Cert}}})
	}, Rule: "worst-wins", Code: "ocsp-cert-revoked", Source: "RFC 6960 2.2: a revocation is final", XCrypto: "good", OpenSSL: "good", Why: "both take the first answer that matches"},
	{Name: "good-before-unknown", Make: func(s *Stage) ([]byte, error) {
		return Staple(s.Issuer, s.Leaf.Cert, Answer{Status: ocsp.Unknown, Before: []Single{{Cert: s.Leaf.Cert}}})
	}, Rule: "worst-wins", Code: "ocsp-cert-unknown", Source: "RFC 6960 2.2", XCrypto: "good", OpenSSL: "good", Why: "both take the first answer that matches"},
}

// timeForgeries are outside their window.
var timeForgeries = []Forgery{
	{Name: "expired", Make: at(func(now time.Time) Answer {
		return Answer{ThisUpdate: now.Add(-2 * day), NextUpdate: now.Add(-time.Hour), ProducedAt: now.Add(-2 * day)}
	}), Rule: "next-update", Code: "ocsp-response-expired", Source: "RFC 6960 3.2 (6)", XCrypto: "good", OpenSSL: "error", Why: "x/crypto leaves all times to its caller"},
	{Name: "of-tomorrow", Make: at(func(now time.Time) Answer {
		return Answer{ThisUpdate: now.Add(day), NextUpdate: now.Add(2 * day)}
	}), Rule: "this-update", Code: "ocsp-response-not-yet-valid", Source: "RFC 6960 3.2 (5)", XCrypto: "good", OpenSSL: "error", Why: "x/crypto leaves all times to its caller"},
	{Name: "old-without-next-update", Make: at(func(now time.Time) Answer {
		return Answer{ThisUpdate: now.Add(-8 * day), ProducedAt: now.Add(-8 * day), NoNextUpdate: true}
	}), Rule: "age", Code: "ocsp-response-too-old", Source: "RFC 6960 3.2 (5): sufficiently recent", XCrypto: "good", OpenSSL: "good", Why: "neither bounds the age of an answer without an end"},
	{Name: "ends-before-it-begins", Make: at(func(now time.Time) Answer {
		return Answer{ThisUpdate: now.Add(2 * time.Minute), NextUpdate: now.Add(time.Minute), ProducedAt: now}
	}), Rule: "next-before-this", Code: "ocsp-next-before-this", Source: "RFC 6960 4.2.2.1", XCrypto: "good", OpenSSL: "error", Why: "x/crypto leaves all times to its caller"},
	{Name: "produced-tomorrow", Make: at(func(now time.Time) Answer {
		return Answer{ProducedAt: now.Add(day)}
	}), Rule: "produced-in-future", Code: "ocsp-produced-at-future", Source: "RFC 6960 2.4", XCrypto: "good", OpenSSL: "good", Why: "neither looks at producedAt"},
	{Name: "produced-before-the-certificate", Make: at(func(now time.Time) Answer {
		return Answer{ProducedAt: now.Add(-61 * day)}
	}), Rule: "produced-outside-cert", Code: "ocsp-produced-outside-cert", Source: "BoringSSL BAD_PRODUCED_AT", XCrypto: "good", OpenSSL: "good", Why: "neither looks at producedAt"},
}
