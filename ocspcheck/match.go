package ocspcheck

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" // CertID hashes
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// matching gives every SingleResponse about the certificate, in order
// (RFC 6960 3.2 rule 1). One with a critical extension that nobody here
// understands spoils them all, for it might be the revoking one.
func (book rulebook) matching(m *matter) ([]*SingleResponse, error) {
	var found []*SingleResponse
	mismatch := error(reject(CodeOCSPNoMatchingResponse, "OCSP response speaks of other certificates only"))
	for i := range m.response.Singles {
		m.single = &m.response.Singles[i]
		err := allHold(book.subject, m)
		var source *SourceError
		switch {
		case err == nil:
			found = append(found, m.single)
		case errors.As(err, &source) && source.Code != CodeOCSPNoMatchingResponse:
			mismatch = err // this serial number, which says more
		}
	}
	if len(found) == 0 {
		return nil, mismatch
	}
	for _, m.single = range found {
		if err := allHold(book.single, m); err != nil {
			return nil, err
		}
	}
	return found, nil
}

var errOtherSerial = reject(CodeOCSPNoMatchingResponse, "OCSP response speaks of another serial number")

// aboutSerial compares byte for byte: some authorities gave out serial
// numbers that are no proper DER.
func aboutSerial(m *matter) error {
	serial, ok := rawSerial(m.cert)
	if !ok || !bytes.Equal(m.single.CertID.RawSerial, serial) {
		return errOtherSerial
	}
	return nil
}

func knownHash(m *matter) error {
	if id := m.single.CertID; id.Hash == 0 {
		return reject(CodeOCSPCertIDHashUnsupported, "OCSP response names the issuer by the unknown hash %v", id.HashOID)
	}
	return nil
}

// aboutIssuerName compares hashes of the issuer's name as the certificate
// writes it (RFC 6960 4.1.1).
func aboutIssuerName(m *matter) error {
	id := m.single.CertID
	if id.Hash == 0 || !sameName(m.cert.RawIssuer, m.issuer.RawSubject) || !bytes.Equal(id.IssuerNameHash, digest(id.Hash, m.cert.RawIssuer)) {
		return reject(CodeOCSPCertIDIssuerMismatch, "OCSP response speaks of this serial number of an issuer with another name")
	}
	return nil
}

func aboutIssuerKey(m *matter) error {
	id := m.single.CertID
	key, ok := publicKeyBits(m.issuer)
	if !ok || id.Hash == 0 || !bytes.Equal(id.IssuerKeyHash, digest(id.Hash, key)) {
		return reject(CodeOCSPCertIDIssuerMismatch, "OCSP response speaks of this serial number of an issuer with another key")
	}
	return nil
}

// publicKeyBits gives the subjectPublicKey of cert without its algorithm,
// tag, length and count of unused bits, which is what key hashes are made of.
func publicKeyBits(cert *x509.Certificate) ([]byte, bool) {
	info := cryptobyte.String(cert.RawSubjectPublicKeyInfo)
	var seq cryptobyte.String
	var bits []byte
	ok := info.ReadASN1(&seq, der.SEQUENCE) && seq.SkipASN1(der.SEQUENCE) && seq.ReadASN1BitStringAsBytes(&bits)
	return bits, ok
}

func digest(hash crypto.Hash, data []byte) []byte {
	h := hash.New()
	h.Write(data)
	return h.Sum(nil)
}
