package lab

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"
)

// oidTLSFeature marks a certificate that demands a staple (RFC 7633).
var oidTLSFeature = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}

// tlsFeatureStatusRequest is SEQUENCE { INTEGER 5 }: status_request.
var tlsFeatureStatusRequest = []byte{0x30, 0x03, 0x02, 0x01, 0x05}

// Leaf is an issued certificate, its key and the chain that a server sends.
type Leaf struct {
	Cert  *x509.Certificate
	Key   crypto.Signer
	Chain []*x509.Certificate // leaf, then the intermediates; no root
}

// LeafOptions says what certificate to issue. The zero value is a server
// certificate that names nobody.
type LeafOptions struct {
	Names        []string // DNS names and IP literals for subjectAltName
	CommonName   string   // the subject; default: the first name
	NotBefore    time.Time
	NotAfter     time.Time // both zero: an hour ago to 90 days ahead
	OCSP         []string  // responder URLs in the AIA extension
	IssuerURLs   []string  // caIssuers URLs in the AIA extension
	CRLs         []string  // CRL distribution points
	MustStaple   bool      // RFC 7633 TLS feature status_request
	ClientAuth   bool      // clientAuth beside serverAuth
	NoServerAuth bool      // leaves serverAuth out
	OCSPSigning  bool      // a delegated responder: OCSPSigning instead of serverAuth, with ocsp-nocheck
	Key          string    // p256 (default), p384, rsa, rsa1024 or ed25519

	// Change, if set, gets the template last, for what no field above says.
	Change func(*x509.Certificate)
}

// Issue makes a certificate with a fresh key, signed by a.
func (a *Authority) Issue(o LeafOptions) (*Leaf, error) {
	leaf, err := o.issue(a)
	if err != nil {
		return nil, fmt.Errorf("issue: %w", err)
	}
	for above := a; above.parent != nil; above = above.parent {
		leaf.Chain = append(leaf.Chain, above.Cert)
	}
	return leaf, nil
}

// SelfSigned makes a certificate that nobody vouches for but itself.
func SelfSigned(o LeafOptions) (*Leaf, error) {
	leaf, err := o.issue(nil)
	if err != nil {
		return nil, fmt.Errorf("self-signed: %w", err)
	}
	return leaf, nil
}

// issue signs by the authority, or by the certificate's own key where it is
// nil.
func (o LeafOptions) issue(by *Authority) (*Leaf, error) {
	key, err := newKey(o.Key)
	if err != nil {
		return nil, err
	}
	template, err := o.template()
	if err != nil {
		return nil, err
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.Cert, by.Key
	}
	cert, err := sign(template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	return &Leaf{Cert: cert, Key: key, Chain: []*x509.Certificate{cert}}, nil
}

// TLS gives the chain and key as crypto/tls wants them, without a staple.
func (l *Leaf) TLS() tls.Certificate {
	cert := tls.Certificate{PrivateKey: l.Key, Leaf: l.Cert}
	for _, c := range l.Chain {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	return cert
}

// WriteFiles writes the chain to dir/name.pem and the key to dir/name.key,
// both PEM, the key readable by its owner alone.
func (l *Leaf) WriteFiles(dir, name string) (certFile, keyFile string, err error) {
	certFile = filepath.Join(dir, name+".pem")
	keyFile = filepath.Join(dir, name+".key")
	key, err := x509.MarshalPKCS8PrivateKey(l.Key)
	if err != nil {
		return "", "", fmt.Errorf("write key of %s: %w", name, err)
	}
	if err := os.WriteFile(certFile, certificatesPEM(l.Chain...), 0o644); err != nil {
		return "", "", err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})
	if err := os.WriteFile(keyFile, block, 0o600); err != nil {
		return "", "", err
	}
	return certFile, keyFile, nil
}

func (o LeafOptions) template() (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	t := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: o.CommonName},
		NotBefore:             o.NotBefore,
		NotAfter:              o.NotAfter,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
		OCSPServer:            o.OCSP,
		IssuingCertificateURL: o.IssuerURLs,
		CRLDistributionPoints: o.CRLs,
	}
	if t.NotBefore.IsZero() {
		t.NotBefore = now.Add(-time.Hour)
	}
	if t.NotAfter.IsZero() {
		t.NotAfter = now.Add(leafLifetime)
	}
	if o.CommonName == "" && len(o.Names) > 0 {
		t.Subject.CommonName = o.Names[0]
	}
	for _, name := range o.Names {
		if ip := net.ParseIP(name); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
	o.usages(t)
	if o.MustStaple {
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: oidTLSFeature, Value: tlsFeatureStatusRequest})
	}
	if o.Change != nil {
		o.Change(t)
	}
	return t, nil
}

func (o LeafOptions) usages(t *x509.Certificate) {
	if o.OCSPSigning {
		t.ExtKeyUsage = append(t.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning)
		// RFC 6960 4.2.2.2.1: ocsp-nocheck, whose value is NULL.
		oidNoCheck := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: oidNoCheck, Value: []byte{0x05, 0x00}})
	} else if !o.NoServerAuth {
		t.ExtKeyUsage = append(t.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
	}
	if o.ClientAuth {
		t.ExtKeyUsage = append(t.ExtKeyUsage, x509.ExtKeyUsageClientAuth)
	}
}
