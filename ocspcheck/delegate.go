package ocspcheck

import (
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"
)

// The rules for a signer that does not hold the issuer's key (RFC 6960
// 4.2.2.2): the issuer itself must have issued it for this purpose.

func delegateBearsIssuersName(m *matter) error {
	if !sameName(m.signer.RawIssuer, m.issuer.RawSubject) {
		return reject(CodeOCSPDelegateWrongIssuer, "OCSP signer was issued by %s, not by the certificate's issuer", m.signer.Issuer)
	}
	return nil
}

func delegateSignedByIssuer(m *matter) error {
	if m.known.check(m.issuer, m.signer.SignatureAlgorithm, m.signer.RawTBSCertificate, m.signer.Signature) != nil {
		return reject(CodeOCSPDelegateNotIssuedByIssuer, "OCSP signer bears the issuer's name but not its signature")
	}
	return nil
}

func delegateMaySignOCSP(m *matter) error {
	if !slices.Contains(m.signer.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) {
		return reject(CodeOCSPDelegateMissingEKU, "OCSP signer is not authorised to sign OCSP responses")
	}
	return nil
}

func delegateHasBegun(m *matter) error {
	if m.at.Before(m.signer.NotBefore) {
		return reject(CodeOCSPDelegateNotYetValid, "OCSP signer is valid from %s", stamp(m.signer.NotBefore))
	}
	return nil
}

func delegateHasNotEnded(m *matter) error {
	if m.at.Truncate(time.Second).After(m.signer.NotAfter) { // the last second is valid to its end
		return reject(CodeOCSPDelegateExpired, "OCSP signer expired at %s", stamp(m.signer.NotAfter))
	}
	return nil
}

// delegateMaySign wants one of the usages that go with OCSPSigning (RFC 5280
// 4.2.1.12), where any is named: digitalSignature or nonRepudiation.
func delegateMaySign(m *matter) error {
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	if usage := m.signer.KeyUsage; usage != 0 && usage&signs == 0 {
		return reject(CodeOCSPDelegateKeyUsage, "OCSP signer's key usage has neither digitalSignature nor nonRepudiation")
	}
	return nil
}

// delegateIsUnderstood passes over ocsp-nocheck, which crypto/x509 does not
// know; that it be not critical is only recommended (RFC 6960 4.2.2.2.1).
func delegateIsUnderstood(m *matter) error {
	for _, unknown := range m.signer.UnhandledCriticalExtensions {
		if !unknown.Equal(oidNoCheck) {
			return reject(CodeOCSPDelegateCriticalExtension, "OCSP signer has the unknown critical extension %v", unknown)
		}
	}
	return nil
}

// signatureRemarks names a SHA-1 signature on the response or on the
// delegate that signed it, and what is unusual about the delegate.
func signatureRemarks(m *matter) []string {
	delegated := !sameKey(m.signer, m.issuer)
	weak := []x509.SignatureAlgorithm{x509.SHA1WithRSA, x509.ECDSAWithSHA1}
	var codes []string
	if slices.Contains(weak, m.response.SignatureAlgorithm) || delegated && slices.Contains(weak, m.signer.SignatureAlgorithm) {
		codes = append(codes, CodeOCSPSignatureSHA1)
	}
	if !delegated {
		return codes
	}
	if !hasNoCheck(m.signer) {
		codes = append(codes, CodeOCSPDelegateNoCheckMissing)
	}
	if m.signer.IsCA {
		codes = append(codes, CodeOCSPDelegateCACert)
	}
	for _, single := range m.response.Singles {
		if single.NextUpdate.After(m.signer.NotAfter) {
			return append(codes, CodeOCSPDelegateExpiresFirst)
		}
	}
	return codes
}

var oidNoCheck = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}

// hasNoCheck says whether the issuer vouches for the delegate for its whole
// life (RFC 6960 4.2.2.2.1).
func hasNoCheck(cert *x509.Certificate) bool {
	_, ok := valueOf(cert.Extensions, oidNoCheck)
	return ok
}
