package ocspcheck

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

var oidExtKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}

// BuildChain judges what a server sent, without network, for use as a TLS
// server: a path from sent[0] to one of roots (nil: the system's), valid at
// the time, for name. The name may be a DNS name or an IP address; "" is not
// checked. It gives the chain, leaf to root.
//
// It is crypto/x509 that verifies, which refuses some chains that RFC 5280
// allows: an issuer whose name is spelt in another way than in what it issued,
// DSA and RSASSA-PSS keys, constraints on names of directories (as a critical
// extension), and it counts self-issued certificates towards the path length.
// What the Baseline Requirements forbid an authority to issue, such as a
// certificate without key identifiers, is not refused.
//
// Every error is a [*ChainError]. Where the fault is the time, the name, the
// usage or a weak key, the chain that stands without it comes with the
// error, so that a report can go on.
func BuildChain(sent []*x509.Certificate, roots *x509.CertPool, name string, at time.Time) ([]*x509.Certificate, error) {
	return buildChain(sent, &Anchors{roots: roots}, name, at)
}

func buildChain(sent []*x509.Certificate, anchors *Anchors, name string, at time.Time) ([]*x509.Certificate, error) {
	if len(sent) == 0 {
		return nil, &ChainError{Code: CodeCertificateInvalid, Err: errors.New("server sent no certificate")}
	}
	chain, err := anchors.verify(sent, at)
	if err != nil {
		fault := classify(err, sent, at)
		return withoutFault(fault, sent, anchors.Pool(), at), fault
	}
	if fault := checkName(sent[0], name); fault != nil {
		return chain, fault
	}
	if fault := checkKeys(chain); fault != nil {
		return chain, fault
	}
	if fault := checkUsages(chain); fault != nil {
		return chain, fault
	}
	return chain, nil
}

// verify gives every chain that stands; at least one without an error.
func verify(sent []*x509.Certificate, roots *x509.CertPool, at time.Time, usage x509.ExtKeyUsage) ([][]*x509.Certificate, error) {
	pool := x509.NewCertPool()
	for _, cert := range sent[1:] {
		pool.AddCert(cert)
	}
	return sent[0].Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: pool,
		CurrentTime:   at.Truncate(time.Second), // the last second is valid to its end
		KeyUsages:     []x509.ExtKeyUsage{usage},
	})
}

// withoutFault builds the chain that stands if the fault is overlooked, or
// nil. Overlooking the time means judging when all that was sent was valid.
func withoutFault(fault *ChainError, sent []*x509.Certificate, roots *x509.CertPool, at time.Time) []*x509.Certificate {
	switch fault.Code {
	case CodeExpired, CodeIntermediateExpired, CodeNotYetValid:
		at = latestStart(sent)
	case CodeWrongKeyUsage:
	default:
		return nil
	}
	chains, err := verify(sent, roots, at, x509.ExtKeyUsageAny)
	if err != nil {
		return nil
	}
	return chains[0]
}

func latestStart(certs []*x509.Certificate) time.Time {
	latest := certs[0].NotBefore
	for _, cert := range certs {
		if cert.NotBefore.After(latest) {
			latest = cert.NotBefore
		}
	}
	return latest
}

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

// checkName matches the leaf's subjectAltName. crypto/x509 ignores the
// common name; where it alone would have fit, the fault has its own code.
func checkName(leaf *x509.Certificate, name string) *ChainError {
	if name == "" {
		return nil
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	isIP := err == nil
	if isIP {
		name = ip.WithZone("").String() // certificates know no zones
	}
	if err = leaf.VerifyHostname(name); err == nil {
		return nil
	}
	fault := &ChainError{Code: CodeNameMismatch, Cert: leaf, Err: err}
	noSAN := len(leaf.DNSNames)+len(leaf.IPAddresses)+len(leaf.EmailAddresses)+len(leaf.URIs) == 0
	byCN := &x509.Certificate{DNSNames: []string{leaf.Subject.CommonName}}
	switch {
	case noSAN && byCN.VerifyHostname(name) == nil:
		fault.Code = CodeCNOnly
	case isIP && len(leaf.IPAddresses) == 0:
		fault.Code = CodeIPNotInSAN
	}
	return fault
}

// checkKeys refuses keys that Go still accepts (NIST SP 800-57: 112 bits of
// strength is the least). The root's is its owner's business.
func checkKeys(chain []*x509.Certificate) *ChainError {
	for _, cert := range chain[:max(1, len(chain)-1)] {
		bits, least := 0, 0
		switch key := cert.PublicKey.(type) {
		case *rsa.PublicKey:
			bits, least = key.N.BitLen(), 2048
		case *ecdsa.PublicKey:
			bits, least = key.Curve.Params().BitSize, 224
		}
		if bits < least {
			return &ChainError{
				Code: CodeWeakKey,
				Cert: cert,
				Err:  fmt.Errorf("key of %s has %d bits, at least %d are needed", cert.Subject, bits, least),
			}
		}
	}
	return nil
}

// checkUsages refuses an extended key usage that lists none (RFC 5280
// 4.2.1.12 wants at least one): crypto/x509 takes that for every usage.
func checkUsages(chain []*x509.Certificate) *ChainError {
	for _, cert := range chain[:max(1, len(chain)-1)] {
		if _, ok := valueOf(cert.Extensions, oidExtKeyUsage); ok && len(cert.ExtKeyUsage)+len(cert.UnknownExtKeyUsage) == 0 {
			return &ChainError{
				Code: CodeWrongKeyUsage,
				Cert: cert,
				Err:  fmt.Errorf("extended key usage of %s lists no usage", cert.Subject),
			}
		}
	}
	return nil
}
