package probe

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"time"
)

// keyName is the kind and the size of a certificate's key: RSA 2048, ECDSA
// P-256, Ed25519; what Go does not know has the name that it gives.
func keyName(cert *x509.Certificate) string {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return cert.PublicKeyAlgorithm.String()
}

// namesOf are the DNS names and the addresses of subjectAltName.
func namesOf(cert *x509.Certificate) []string {
	names := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

const day = 24 * time.Hour

// daysLeft is how long the certificate is valid at the time; below zero where
// it is no more. A [time.Duration] may be too short for it: a certificate without
// an end has the year 9999 (RFC 5280, 4.1.2.5).
func daysLeft(cert *x509.Certificate, at time.Time) float64 {
	return (float64(cert.NotAfter.Unix()-at.Unix()) - float64(at.Nanosecond())/1e9) / day.Seconds()
}
