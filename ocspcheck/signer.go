package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"slices"
	"time"
)

// findSigner puts the certificate whose key signed the response into m: the
// issuer or one of those enclosed, as named by the ResponderID, that may speak
// for the issuer. Of several with one key, as where a delegate was renewed, any
// such will do. The codes tell more about an error.
func (book rulebook) findSigner(m *matter) (codes []string, err error) {
	candidates := slices.Concat([]*x509.Certificate{m.issuer}, m.response.Certs)
	var refused error
	for _, m.signer = range candidates {
		if allHold(book.signer, m) != nil {
			continue
		}
		err := book.maySpeak(m)
		if err == nil {
			return nil, nil
		}
		if refused == nil {
			refused = err
		}
	}
	if refused != nil {
		return nil, refused
	}
	if book.cannotTell(m, candidates) {
		return nil, reject(CodeOCSPSignatureAlgorithmUnsupported, "OCSP response: the kind of its signer's key is unknown")
	}
	m.signer = nil
	named := slices.ContainsFunc(candidates, m.response.namesResponder)
	signed := slices.ContainsFunc(candidates, m.signedBy)
	switch {
	case named && signed:
		return []string{CodeOCSPResponderIDMismatch}, reject(CodeOCSPSignatureInvalid, "OCSP response was not signed by the responder that it names, but by another")
	case named:
		return nil, reject(CodeOCSPSignatureInvalid, "OCSP response: the signature is wrong")
	case signed:
		return nil, reject(CodeOCSPResponderIDMismatch, "OCSP response was signed by another responder than it names")
	}
	return nil, reject(CodeOCSPSignerNotFound, "OCSP response: no certificate for the responder that it names")
}

// cannotTell says whether one whom the response names may speak for the issuer,
// and has a key that crypto/x509 does not know, such as for RSASSA-PSS alone.
func (book rulebook) cannotTell(m *matter, candidates []*x509.Certificate) bool {
	for _, m.signer = range candidates {
		if m.signer.PublicKey == nil && m.response.namesResponder(m.signer) && book.maySpeak(m) == nil {
			return true
		}
	}
	return false
}

// maySpeak says whether the signer is the issuer, or its delegate.
func (book rulebook) maySpeak(m *matter) error {
	if sameKey(m.signer, m.issuer) {
		return nil
	}
	return allHold(book.delegate, m)
}

func refuseMD5(m *matter) error {
	if m.response.SignatureAlgorithm == x509.MD5WithRSA {
		return reject(CodeOCSPSignatureMD5, "OCSP response is signed with MD5")
	}
	return nil
}

func refuseUnknownAlgorithm(m *matter) error {
	if r := m.response; r.SignatureAlgorithm == x509.UnknownSignatureAlgorithm {
		return reject(CodeOCSPSignatureAlgorithmUnsupported, "OCSP response is signed with the unknown algorithm %v", r.SignatureOID)
	}
	return nil
}

var (
	errNotNamed  = reject(CodeOCSPResponderIDMismatch, "OCSP response names another responder")
	errNotSigned = reject(CodeOCSPSignatureInvalid, "OCSP response: the signature is wrong")
)

func namedByResponse(m *matter) error {
	if !m.response.namesResponder(m.signer) {
		return errNotNamed
	}
	return nil
}

func madeSignature(m *matter) error {
	if !m.signedBy(m.signer) {
		return errNotSigned
	}
	return nil
}

func (m *matter) signedBy(cert *x509.Certificate) bool {
	r := m.response
	return m.known.check(cert, r.SignatureAlgorithm, r.TBS, r.Signature) == nil
}

// namesResponder matches the ResponderID (RFC 6960 4.2.1) to a certificate.
func (r *Response) namesResponder(cert *x509.Certificate) bool {
	if r.ResponderName != nil {
		return sameName(r.ResponderName, cert.RawSubject)
	}
	key, ok := publicKeyBits(cert)
	return ok && bytes.Equal(r.ResponderKeyHash, digest(crypto.SHA1, key))
}

// sameKey says whether two certificates hold the same public key, as the
// issuer and its cross-signed twin do.
func sameKey(a, b *x509.Certificate) bool {
	return bytes.Equal(a.RawSubjectPublicKeyInfo, b.RawSubjectPublicKeyInfo)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
