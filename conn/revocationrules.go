package conn

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// refusal is the fault of a certificate that no option lets pass: revoked,
// unknown to its own CA's responder, with a staple that does not stand up, or
// without the one that it demands (RFC 7633).
func refusal(s ocspcheck.Status) *revocationFault {
	subject := s.Cert.Subject.String()
	switch {
	case s.Verdict == ocspcheck.Revoked:
		err := fmt.Errorf("%s is revoked", subject)
		if s.Reason != "" {
			err = fmt.Errorf("%s is revoked, reason %s", subject, s.Reason)
		}
		return &revocationFault{code: s.Code, err: err}
	case s.Verdict == ocspcheck.Unknown:
		return &revocationFault{code: s.Code, err: fmt.Errorf("the responder does not know %s", subject)}
	case slices.Contains(s.Codes, ocspcheck.CodeMustStapleMissing):
		return &revocationFault{code: ocspcheck.CodeMustStapleMissing, err: fmt.Errorf("%s demands a staple and the server sent none", subject)}
	}
	for _, a := range s.Attempts {
		if a.Mechanism == ocspcheck.MechanismStaple && a.Err != nil {
			return &revocationFault{code: a.Code, err: fmt.Errorf("the staple: %w", a.Err)}
		}
	}
	return nil
}

// gap is the fault of a certificate that nobody vouches for. That of an
// authority counts only where a responder was asked and failed: most name
// none, and TLS staples for the leaf alone.
func gap(s ocspcheck.Status) *revocationFault {
	switch {
	case s.Verdict != ocspcheck.Undetermined && s.Verdict != ocspcheck.NotCovered,
		s.Code == ocspcheck.CodeRevocationShortLived,
		s.Cert.IsCA && len(s.Attempts) == 0:
		return nil
	}
	err := errors.New("no source says whether it is revoked")
	for _, a := range s.Attempts {
		if a.Err != nil {
			err = a.Err
		}
	}
	return &revocationFault{code: s.Code, err: fmt.Errorf("%s: %w", s.Cert.Subject, err), open: true}
}
