package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"time"
)

// The certificates' default lifetimes. Authorities begin before and end after
// every leaf, so that an expired leaf is at fault alone.
const (
	leafLifetime      = 90 * 24 * time.Hour
	authorityAge      = 365 * 24 * time.Hour
	authorityLifetime = 10 * 365 * 24 * time.Hour
)

// Authority is a CA certificate and its key.
type Authority struct {
	Cert *x509.Certificate
	Key  crypto.Signer

	parent *Authority // nil for a root
}

// NewRoot makes a self-signed authority with a P-256 key.
func NewRoot(name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("root %s: %w", name, err)
	}
	return NewRootWithKey(name, key)
}

// NewRootWithKey makes a self-signed authority with a key of any kind that
// crypto/x509 signs with.
func NewRootWithKey(name string, key crypto.Signer) (*Authority, error) {
	template, err := authorityTemplate(name)
	if err != nil {
		return nil, fmt.Errorf("root %s: %w", name, err)
	}
	cert, err := sign(template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("root %s: %w", name, err)
	}
	return &Authority{Cert: cert, Key: key}, nil
}

// NewIntermediate makes an authority below a. Its certificate names ocspURL
// and issuerURL (each may be empty) in its AIA extension.
func (a *Authority) NewIntermediate(name, ocspURL, issuerURL string) (*Authority, error) {
	return a.NewIntermediateWith(name, naming(ocspURL, issuerURL))
}

// naming puts URLs into the AIA extension; each may be empty.
func naming(ocspURL, issuerURL string) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		if ocspURL != "" {
			c.OCSPServer = []string{ocspURL}
		}
		if issuerURL != "" {
			c.IssuingCertificateURL = []string{issuerURL}
		}
	}
}

// NewIntermediateWith makes an authority below a whose certificate's template
// is changed before it is signed.
func (a *Authority) NewIntermediateWith(name string, change func(*x509.Certificate)) (*Authority, error) {
	key, err := newKey("")
	if err != nil {
		return nil, fmt.Errorf("intermediate %s: %w", name, err)
	}
	return a.newIntermediate(name, key, change)
}

func (a *Authority) newIntermediate(name string, key crypto.Signer, change func(*x509.Certificate)) (*Authority, error) {
	template, err := authorityTemplate(name)
	if err != nil {
		return nil, fmt.Errorf("intermediate %s: %w", name, err)
	}
	change(template)
	cert, err := sign(template, a.Cert, key.Public(), a.Key)
	if err != nil {
		return nil, fmt.Errorf("intermediate %s: %w", name, err)
	}
	return &Authority{Cert: cert, Key: key, parent: a}, nil
}

// WriteFile writes the authority's certificate as PEM.
func (a *Authority) WriteFile(path string) error {
	return os.WriteFile(path, certificatesPEM(a.Cert), 0o644)
}

func authorityTemplate(name string) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: name, Organization: []string{"vkcheck lab"}},
		NotBefore:             now.Add(-authorityAge),
		NotAfter:              now.Add(authorityLifetime),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
	}, nil
}

func sign(template, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// newSerial gives 127 random bits: positive, and never padded in DER.
func newSerial() (*big.Int, error) {
	limit := new(big.Int).Lsh(big.NewInt(1), 126)
	n, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return nil, err
	}
	return n.Add(n, limit), nil
}

func certificatesPEM(certs ...*x509.Certificate) []byte {
	var out []byte
	for _, c := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}
