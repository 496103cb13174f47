package ocspcheck

import (
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// uncovered gives the code of a certificate that names no responder and no
// CRL. A short-lived one has a code of its own: package probe lets it pass.
func uncovered(cert *x509.Certificate) string {
	if shortLived(cert) {
		return CodeRevocationShortLived
	}
	return CodeRevocationNotCovered
}

// shortLived follows the CA/Browser Forum's ballot SC-063: at most 7 days,
// or 10 where issued before 15 March 2026. The last second counts (RFC 5280
// 4.1.2.5: the validity period includes both ends).
func shortLived(cert *x509.Certificate) bool {
	const day = 24 * time.Hour
	limit := 7 * day
	if cert.NotBefore.Before(time.Date(2026, time.March, 15, 0, 0, 0, 0, time.UTC)) {
		limit = 10 * day
	}
	return cert.NotAfter.Sub(cert.NotBefore)+time.Second <= limit
}

// demandStaple adds the fault of a server that sends no staple that counts
// although its certificate promises one (RFC 7633) or the policy demands one.
// Without a responder's URL no server can keep the promise.
func (c Checker) demandStaple(s *Status, staple []byte) {
	promised := mustStaple(s.Cert)
	rejected := slices.ContainsFunc(s.Attempts, func(a Attempt) bool { return a.Mechanism == MechanismStaple && a.Err != nil })
	if len(staple) > 0 && !rejected || !promised && !c.Policy.MustStaple {
		return
	}
	s.addCodes(CodeMustStapleMissing)
	if promised && len(s.Cert.OCSPServer) == 0 {
		s.addCodes(CodeMustStapleUnsatisfiable)
	}
}

// remarkConflict names a staple that says good of what another source says
// is revoked: old news, or a server that hides it.
func (s *Status) remarkConflict() {
	stapledGood := slices.ContainsFunc(s.Attempts, func(a Attempt) bool {
		return a.Mechanism == MechanismStaple && a.Code == CodeOCSPCertGood
	})
	if stapledGood && s.Verdict == Revoked {
		s.addCodes(CodeStapleConflicts)
	}
}

// mustStaple says whether the TLS feature extension lists status_request.
func mustStaple(cert *x509.Certificate) bool {
	const statusRequest = 5
	oidTLSFeature := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}
	value, ok := valueOf(cert.Extensions, oidTLSFeature)
	var features cryptobyte.String
	if !ok || !value.ReadASN1(&features, der.SEQUENCE) {
		return false
	}
	for feature := 0; features.ReadASN1Integer(&feature); {
		if feature == statusRequest {
			return true
		}
	}
	return false
}
