package ocspcheck

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"net/netip"
	"strings"
)

var oidExtKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}

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
