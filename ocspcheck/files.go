package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// File is a source that was saved.
type File struct {
	Name string
	Data []byte // an OCSP response in DER, PEM or base64, or a CRL in DER or PEM
	CRL  bool
}

// Files judges a certificate by saved responses and CRLs alone, all of them,
// in their order: nobody is asked. The issuer must be trusted already, as
// must those above it; see [FindIssuer] and [Checker.JudgeCRL].
func (c Checker) Files(files []File, cert, issuer *x509.Certificate, above ...*x509.Certificate) Status {
	s := Status{Cert: cert, Issuer: issuer, Verdict: Undetermined}
	var all sharedReasons
	for _, f := range files {
		started := time.Now()
		j, waits := c.judgeFile(f, cert, issuer, above, &all)
		if !f.CRL {
			j = c.withDelegateIn(files, j, issuer, above)
		}
		attempt := j.attempt(MechanismFile, started)
		attempt.File = f.Name
		s.Attempts = append(s.Attempts, attempt)
		if !waits {
			s.consider(MechanismFile, j)
		}
	}
	all.end(&s, MechanismFile)
	s.remarkRemaining(c.Policy.MinRemaining, c.now())
	return s
}

func (c Checker) judgeFile(f File, cert, issuer *x509.Certificate, above []*x509.Certificate, all *sharedReasons) (_ Judgement, waits bool) {
	if f.CRL {
		return all.add(c.judgeCRL(bytes.NewReader(f.Data), cert, issuer, c.now(), above))
	}
	raw := decodeResponse(f.Data)
	if fault := noResponse(raw, ""); fault != nil {
		return rejected(fault, nil), false
	}
	return c.JudgeResponse(raw, cert, issuer, c.now()), false
}

// decodeResponse gives the DER of a response that may be in PEM or base64.
// What is neither stays as it is.
func decodeResponse(data []byte) []byte {
	if block, _ := pem.Decode(data); block != nil {
		return block.Bytes
	}
	text := bytes.Join(bytes.Fields(data), nil)
	if raw, err := base64.StdEncoding.AppendDecode(nil, text); err == nil && len(raw) > 0 {
		return raw
	}
	return data
}

// ParseCertificates reads certificates from PEM, DER or a PKCS #7 bundle, in
// the order in which they stand there; at least one.
func ParseCertificates(data []byte) ([]*x509.Certificate, error) {
	var certs []*x509.Certificate
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d: %w", len(certs)+1, err)
		}
		certs = append(certs, cert)
	}
	if certs == nil {
		certs = parseIssuers(data)
	}
	if certs == nil {
		return nil, errors.New("no certificate in PEM, DER or PKCS #7")
	}
	return certs, nil
}

// FindIssuer gives the one among candidates that issued the certificate, by
// name and by key; nil where none did.
func FindIssuer(cert *x509.Certificate, candidates []*x509.Certificate) *x509.Certificate {
	for _, issuer := range candidates {
		if sameName(cert.RawIssuer, issuer.RawSubject) &&
			issuer.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil {
			return issuer
		}
	}
	return nil
}
