package ocspcheck

import (
	"crypto/x509"
	"time"
)

// checkWindow judges the times of one answer (RFC 6960 4.2.2.1), with the
// policy's skew either way. It gives a remark, or none, beside a nil error.
func checkWindow(s SingleResponse, producedAt, at time.Time, cert *x509.Certificate, p Policy) (remark string, err error) {
	skew, age := p.skew(), at.Sub(s.ThisUpdate)
	switch {
	case !s.NextUpdate.IsZero() && s.NextUpdate.Before(s.ThisUpdate):
		return "", reject(CodeOCSPNextBeforeThis, "OCSP response: nextUpdate %s is before thisUpdate %s", stamp(s.NextUpdate), stamp(s.ThisUpdate))
	case age < -skew:
		return "", reject(CodeOCSPResponseNotYetValid, "OCSP response is valid from %s", stamp(s.ThisUpdate))
	case !s.NextUpdate.IsZero() && !at.Before(s.NextUpdate.Add(skew)):
		return "", reject(CodeOCSPResponseExpired, "OCSP response expired at %s", stamp(s.NextUpdate))
	case age > p.maxAge(s.NextUpdate.IsZero())+skew:
		return "", reject(CodeOCSPResponseTooOld, "OCSP response of %s is too old", stamp(s.ThisUpdate))
	case producedAt.Sub(at) > skew:
		return "", reject(CodeOCSPProducedAtFuture, "OCSP response was produced in the future, at %s", stamp(producedAt))
	case producedAt.Before(cert.NotBefore.Add(-skew)) || producedAt.After(cert.NotAfter.Add(skew)):
		return "", reject(CodeOCSPProducedOutsideCert, "OCSP response was produced at %s, outside the certificate's validity", stamp(producedAt))
	case s.NextUpdate.IsZero():
		return CodeOCSPNextUpdateMissing, nil
	case age < 0 || !at.Before(s.NextUpdate) || producedAt.After(at):
		return CodeOCSPClockSkew, nil
	}
	return "", nil
}
