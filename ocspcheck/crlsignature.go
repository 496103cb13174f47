package ocspcheck

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"slices"
)

// findCRLSigner gives the certificate whose key signed the CRL: the issuer,
// or one above it in the chain that bears its name too, as after a change of
// keys (RFC 5280 6.3.3 (f) and (g)).
func findCRLSigner(l *revocationList, issuer *x509.Certificate, above []*x509.Certificate) (*x509.Certificate, error) {
	if !sameName(l.issuer, issuer.RawSubject) {
		return nil, reject(CodeCRLIssuerMismatch, "CRL was issued by another than the certificate's issuer, %s", issuer.Subject)
	}
	for _, candidate := range slices.Concat([]*x509.Certificate{issuer}, above) {
		if !sameName(l.issuer, candidate.RawSubject) || !l.signedBy(candidate) {
			continue
		}
		if candidate.KeyUsage != 0 && candidate.KeyUsage&x509.KeyUsageCRLSign == 0 {
			return nil, reject(CodeCRLSignerKeyUsage, "CRL: the key usage of its issuer has no cRLSign")
		}
		return candidate, nil
	}
	return nil, reject(CodeCRLSignatureInvalid, "CRL: the signature is wrong")
}

// signedBy verifies what crypto/x509 would, but by the hash: it wants to see
// all that was signed.
func (l *revocationList) signedBy(cert *x509.Certificate) bool {
	hash := signatureHashes[l.algorithm]
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		switch l.algorithm {
		case x509.SHA1WithRSA, x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA:
			return rsa.VerifyPKCS1v15(key, hash, l.signed, l.signature) == nil
		case x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS:
			options := &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}
			return rsa.VerifyPSS(key, hash, l.signed, l.signature, options) == nil
		}
	case *ecdsa.PublicKey:
		switch l.algorithm {
		case x509.ECDSAWithSHA1, x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512:
			return ecdsa.VerifyASN1(key, l.signed, l.signature)
		}
	case ed25519.PublicKey:
		return l.algorithm == x509.PureEd25519 && ed25519.Verify(key, l.signed, l.signature)
	}
	return false
}
