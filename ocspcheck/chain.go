package ocspcheck

import (
	"crypto/x509"
	"errors"
	"time"
)

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
