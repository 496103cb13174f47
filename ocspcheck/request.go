package ocspcheck

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// newRequest makes the DER of an OCSPRequest (RFC 6960 4.1.1) about cert,
// with the issuer named by the hash; a nonce, if not nil, goes with it
// (RFC 9654).
func newRequest(cert, issuer *x509.Certificate, hash crypto.Hash, nonce []byte) ([]byte, error) {
	if !sameName(cert.RawIssuer, issuer.RawSubject) {
		return nil, errors.New("the certificate names another issuer")
	}
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { // OCSPRequest
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { // TBSRequest
			b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { // requestList
				b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { // Request
					addCertID(b, cert, issuer, hash)
				})
			})
			if nonce != nil {
				addNonce(b, nonce)
			}
		})
	})
	return b.Bytes()
}

func addCertID(b *cryptobyte.Builder, cert, issuer *x509.Certificate, hash crypto.Hash) {
	key, hasKey := publicKeyBits(issuer)
	serial, hasSerial := rawSerial(cert)
	oid, hasOID := hashOID(hash)
	if !hasKey || !hasSerial || !hasOID {
		b.SetError(fmt.Errorf("no CertID with %v for this certificate", hash))
		return
	}
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.MarshalASN1(pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.NullRawValue})
		b.AddASN1OctetString(digest(hash, cert.RawIssuer))
		b.AddASN1OctetString(digest(hash, key))
		b.AddASN1(der.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(serial) })
	})
}

func addNonce(b *cryptobyte.Builder, nonce []byte) {
	b.AddASN1(der.Tag(2).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) { // requestExtensions
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oidNonce)
				b.AddASN1(der.OCTET_STRING, func(b *cryptobyte.Builder) { b.AddASN1OctetString(nonce) })
			})
		})
	})
}

func hashOID(hash crypto.Hash) (asn1.ObjectIdentifier, bool) {
	for _, known := range certIDHashes {
		if known.hash == hash {
			return known.oid, true
		}
	}
	return nil, false
}
