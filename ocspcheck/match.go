package ocspcheck

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" // CertID hashes
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// matching gives every SingleResponse about cert as issued by issuer, in
// order (RFC 6960 3.2 rule 1). The issuer is recomputed under each CertID's
// own hash.
func matching(r *Response, cert, issuer *x509.Certificate) ([]SingleResponse, error) {
	var found []SingleResponse
	mismatch := reject(CodeOCSPNoMatchingResponse, "OCSP response speaks of other certificates only")
	for _, single := range r.Singles {
		id := single.CertID
		switch {
		case id.Serial.Cmp(cert.SerialNumber) != 0:
		case id.Hash == 0:
			mismatch = reject(CodeOCSPCertIDHashUnsupported, "OCSP response names the issuer by the unknown hash %v", id.HashOID)
		case !id.names(issuer):
			mismatch = reject(CodeOCSPCertIDIssuerMismatch, "OCSP response speaks of this serial number of another issuer")
		default:
			found = append(found, single)
		}
	}
	if len(found) == 0 {
		return nil, mismatch
	}
	return found, nil
}

// names says whether the CertID's hashes are those of issuer.
func (id CertID) names(issuer *x509.Certificate) bool {
	key, ok := publicKeyBits(issuer)
	return ok &&
		bytes.Equal(id.IssuerNameHash, digest(id.Hash, issuer.RawSubject)) &&
		bytes.Equal(id.IssuerKeyHash, digest(id.Hash, key))
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
