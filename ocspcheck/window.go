package ocspcheck

import "time"

// longestValidity is what the CA/Browser Forum's Baseline Requirements allow
// (4.9.10); nobody can revoke sooner than the responses expire.
const longestValidity = 10 * 24 * time.Hour

// The rules for the times of one answer (RFC 6960 4.2.2.1), with the
// policy's skew either way.

func nextAfterThis(m *matter) error {
	if s := m.single; !s.NextUpdate.IsZero() && s.NextUpdate.Before(s.ThisUpdate) {
		return reject(CodeOCSPNextBeforeThis, "OCSP response: nextUpdate %s is before thisUpdate %s", stamp(s.NextUpdate), stamp(s.ThisUpdate))
	}
	return nil
}

func begun(m *matter) error {
	if m.single.ThisUpdate.Sub(m.at) > m.policy.skew() {
		return reject(CodeOCSPResponseNotYetValid, "OCSP response is valid from %s", stamp(m.single.ThisUpdate))
	}
	return nil
}

func notEnded(m *matter) error {
	if next := m.single.NextUpdate; !next.IsZero() && !m.at.Before(next.Add(m.policy.skew())) {
		return reject(CodeOCSPResponseExpired, "OCSP response expired at %s", stamp(next))
	}
	return nil
}

func youngEnough(m *matter) error {
	limit := m.policy.maxAge(m.single.NextUpdate.IsZero()) + m.policy.skew()
	if m.at.Sub(m.single.ThisUpdate) > limit {
		return reject(CodeOCSPResponseTooOld, "OCSP response of %s is too old", stamp(m.single.ThisUpdate))
	}
	return nil
}

func producedInThePast(m *matter) error {
	if produced := m.response.ProducedAt; produced.Sub(m.at) > m.policy.skew() {
		return reject(CodeOCSPProducedAtFuture, "OCSP response was produced in the future, at %s", stamp(produced))
	}
	return nil
}

func producedWithinCert(m *matter) error {
	produced, skew := m.response.ProducedAt, m.policy.skew()
	if produced.Before(m.cert.NotBefore.Add(-skew)) || produced.After(m.cert.NotAfter.Add(skew)) {
		return reject(CodeOCSPProducedOutsideCert, "OCSP response was produced at %s, outside the certificate's validity", stamp(produced))
	}
	return nil
}

// windowRemarks are what is unusual about the times of a valid answer.
func windowRemarks(m *matter) []string {
	s, produced := m.single, m.response.ProducedAt
	endless := s.NextUpdate.IsZero()
	var codes []string
	if endless {
		codes = append(codes, CodeOCSPNextUpdateMissing)
	}
	if s.ThisUpdate.After(m.at) || produced.After(m.at) || !endless && !m.at.Before(s.NextUpdate) {
		codes = append(codes, CodeOCSPClockSkew)
	}
	if s.NextUpdate.Sub(s.ThisUpdate) > longestValidity {
		codes = append(codes, CodeOCSPValidityTooLong)
	}
	if s.ThisUpdate.After(produced) {
		codes = append(codes, CodeOCSPProducedBeforeThisUpdate)
	}
	return codes
}
