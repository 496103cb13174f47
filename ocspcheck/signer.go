package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"slices"
	"time"
)

// findSigner gives the certificate whose key signed the response: the issuer
// or one of those enclosed, as named by the ResponderID. That it may sign is
// for [checkDelegate] to say. On a bad signature it names a stranger as
// signer in the codes, if the response encloses one.
func findSigner(r *Response, issuer *x509.Certificate, known *signatures) (signer *x509.Certificate, codes []string, err error) {
	switch r.SignatureAlgorithm {
	case x509.MD5WithRSA:
		return nil, nil, reject(CodeOCSPSignatureMD5, "OCSP response is signed with MD5")
	case x509.UnknownSignatureAlgorithm:
		return nil, nil, reject(CodeOCSPSignatureAlgorithmUnsupported, "OCSP response is signed with the unknown algorithm %v", r.SignatureOID)
	}
	signedBy := func(cert *x509.Certificate) bool {
		return known.check(cert, r.SignatureAlgorithm, r.TBS, r.Signature) == nil
	}
	candidates := slices.Concat([]*x509.Certificate{issuer}, r.Certs)
	named := slices.ContainsFunc(candidates, r.namesResponder)
	for _, candidate := range candidates {
		if r.namesResponder(candidate) && signedBy(candidate) {
			return candidate, nil, nil
		}
	}
	signed := slices.ContainsFunc(candidates, signedBy)
	switch {
	case named && signed:
		return nil, []string{CodeOCSPResponderIDMismatch}, reject(CodeOCSPSignatureInvalid, "OCSP response was not signed by the responder that it names, but by another")
	case named:
		return nil, nil, reject(CodeOCSPSignatureInvalid, "OCSP response: the signature is wrong")
	case signed:
		return nil, nil, reject(CodeOCSPResponderIDMismatch, "OCSP response was signed by another responder than it names")
	}
	return nil, nil, reject(CodeOCSPSignerNotFound, "OCSP response: no certificate for the responder that it names")
}

// namesResponder matches the ResponderID (RFC 6960 4.2.1) to a certificate.
func (r *Response) namesResponder(cert *x509.Certificate) bool {
	if r.ResponderName != nil {
		return bytes.Equal(r.ResponderName, cert.RawSubject)
	}
	key, ok := publicKeyBits(cert)
	return ok && bytes.Equal(r.ResponderKeyHash, digest(crypto.SHA1, key))
}

// sameKey says whether two certificates hold the same public key, as the
// issuer and its cross-signed twin do.
func sameKey(a, b *x509.Certificate) bool {
	return bytes.Equal(a.RawSubjectPublicKeyInfo, b.RawSubjectPublicKeyInfo)
}

// checkDelegate says whether the signer may speak for issuer at the time
// (RFC 6960 4.2.2.2): it holds the issuer's key, or the issuer's key signed
// it for this purpose.
func checkDelegate(signer, issuer *x509.Certificate, at time.Time, known *signatures) error {
	switch {
	case sameKey(signer, issuer):
		return nil
	case !bytes.Equal(signer.RawIssuer, issuer.RawSubject):
		return reject(CodeOCSPDelegateWrongIssuer, "OCSP signer was issued by %s, not by the certificate's issuer", signer.Issuer)
	case known.check(issuer, signer.SignatureAlgorithm, signer.RawTBSCertificate, signer.Signature) != nil:
		return reject(CodeOCSPDelegateNotIssuedByIssuer, "OCSP signer bears the issuer's name but not its signature")
	case !slices.Contains(signer.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning):
		return reject(CodeOCSPDelegateMissingEKU, "OCSP signer is not authorised to sign OCSP responses")
	case at.Before(signer.NotBefore):
		return reject(CodeOCSPDelegateNotYetValid, "OCSP signer is valid from %s", stamp(signer.NotBefore))
	case at.After(signer.NotAfter):
		return reject(CodeOCSPDelegateExpired, "OCSP signer expired at %s", stamp(signer.NotAfter))
	case signer.KeyUsage != 0 && signer.KeyUsage&x509.KeyUsageDigitalSignature == 0:
		return reject(CodeOCSPDelegateKeyUsage, "OCSP signer's key usage has no digitalSignature")
	case len(signer.UnhandledCriticalExtensions) > 0:
		return reject(CodeOCSPDelegateCriticalExtension, "OCSP signer has the unknown critical extension %v", signer.UnhandledCriticalExtensions[0])
	}
	return nil
}

// signatureRemarks names a SHA-1 signature on the response or on the
// delegate that signed it.
func signatureRemarks(r *Response, signer, issuer *x509.Certificate) []string {
	weak := []x509.SignatureAlgorithm{x509.SHA1WithRSA, x509.ECDSAWithSHA1}
	if slices.Contains(weak, r.SignatureAlgorithm) ||
		!sameKey(signer, issuer) && slices.Contains(weak, signer.SignatureAlgorithm) {
		return []string{CodeOCSPSignatureSHA1}
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
