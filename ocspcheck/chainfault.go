package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// classify gives crypto/x509's error its code: rules R7 and R8 split what Go
// says in one text.
func classify(err error, sent []*x509.Certificate, at time.Time) *ChainError {
	leaf := sent[0]
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var critical x509.UnhandledCriticalExtension
	switch {
	case errors.As(err, &invalid):
		return &ChainError{Code: invalidCode(invalid, leaf, at), Cert: invalid.Cert, Err: err}
	case errors.As(err, &unknown):
		return classifyUnknown(err, sent)
	case errors.As(err, &critical):
		cert := leaf
		if i := slices.IndexFunc(sent, func(c *x509.Certificate) bool { return len(c.UnhandledCriticalExtensions) > 0 }); i > 0 {
			cert = sent[i]
		}
		return &ChainError{Code: CodeCriticalExtension, Cert: cert, Err: err}
	}
	return &ChainError{Code: CodeCertificateInvalid, Cert: leaf, Err: err}
}

func invalidCode(e x509.CertificateInvalidError, leaf *x509.Certificate, at time.Time) string {
	switch e.Reason {
	case x509.Expired:
		switch {
		case at.Before(e.Cert.NotBefore):
			return CodeNotYetValid
		case e.Cert.Equal(leaf):
			return CodeExpired
		}
		return CodeIntermediateExpired
	case x509.NotAuthorizedToSign:
		return CodeIssuerNotACA
	case x509.TooManyIntermediates:
		return CodePathLength
	case x509.IncompatibleUsage, x509.CANotAuthorizedForExtKeyUsage:
		return CodeWrongKeyUsage
	case x509.CANotAuthorizedForThisName, x509.TooManyConstraints, x509.UnconstrainedName, x509.NameConstraintsWithoutSANs:
		return CodeNameConstraint
	}
	return CodeCertificateInvalid
}

// classifyUnknown finds why no path leads to a trusted root (rule R7). The
// hints inside crypto/x509's error are unexported, but its text has them.
func classifyUnknown(err error, sent []*x509.Certificate) *ChainError {
	leaf := sent[0]
	fault := &ChainError{Code: CodeUnknownCA, Cert: topmost(sent), Err: err}
	issuer := slices.IndexFunc(sent, func(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, leaf.RawIssuer) })
	switch {
	case bytes.Equal(leaf.RawIssuer, leaf.RawSubject):
		fault.Code, fault.Cert = CodeSelfSigned, leaf
	case strings.Contains(err.Error(), "parent certificate cannot sign"):
		fault.Code = CodeIssuerNotACA
		if issuer > 0 {
			fault.Cert = sent[issuer]
		}
	case strings.Contains(err.Error(), "insecure algorithm"):
		fault.Code = CodeSHA1Signature
	case strings.Contains(err.Error(), "algorithm unimplemented"):
		fault.Code = CodeCertificateInvalid // whoever signed may well be trusted
	case issuer < 0 && len(leaf.IssuingCertificateURL) > 0:
		fault.Code, fault.Cert = CodeMissingIntermediate, leaf
	default:
		fault.Err = fmt.Errorf("%w: %s", err, untrusted(fault.Cert))
	}
	return fault
}

// untrusted says where a chain breaks off.
func untrusted(top *x509.Certificate) string {
	if bytes.Equal(top.RawIssuer, top.RawSubject) {
		return fmt.Sprintf("the server sent the root %s, and it is not trusted here", top.Subject)
	}
	return fmt.Sprintf("%s was issued by %s, which the server did not send and which is not trusted here", top.Subject, top.Issuer)
}

// topmost follows the issuers from the leaf through what was sent, as far as
// it leads.
func topmost(sent []*x509.Certificate) *x509.Certificate {
	top := sent[0]
	for range sent {
		i := slices.IndexFunc(sent, func(c *x509.Certificate) bool {
			return !c.Equal(top) && bytes.Equal(c.RawSubject, top.RawIssuer)
		})
		if i < 0 {
			break
		}
		top = sent[i]
	}
	return top
}
