package ocspcheck

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

var oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}

// parseIssuers reads what stands at a caIssuers URL: a certificate, or a PKCS
// #7 bundle in DER or BER (RFC 5280 4.2.2.1), or either in PEM, there also
// several. It gives none for anything else.
func parseIssuers(raw []byte) []*x509.Certificate {
	block, rest := pem.Decode(raw)
	if block == nil {
		return parseIssuer(raw)
	}
	var found []*x509.Certificate
	for ; block != nil && len(found) < maxEnclosedCerts; block, rest = pem.Decode(rest) {
		found = append(found, parseIssuer(block.Bytes)...)
	}
	return firstN(found, maxEnclosedCerts)
}

func parseIssuer(raw []byte) []*x509.Certificate {
	if cert, err := ParseCertificate(raw); err == nil {
		return []*x509.Certificate{cert}
	}
	return parsePKCS7(raw)
}

// parsePKCS7 reads the certificates of a SignedData (RFC 5652 5.1). Nothing
// in it is signed, and nothing in it is trusted.
func parsePKCS7(raw []byte) []*x509.Certificate {
	element, _, ok := definite(raw, 0)
	if !ok {
		return nil
	}
	input := cryptobyte.String(element)
	var info, explicit, data, certs cryptobyte.String
	var oid asn1.ObjectIdentifier
	tag := der.Tag(0).ContextSpecific().Constructed()
	if !input.ReadASN1(&info, der.SEQUENCE) || !info.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(oidSignedData) ||
		!info.ReadASN1(&explicit, tag) || !explicit.ReadASN1(&data, der.SEQUENCE) ||
		!data.SkipASN1(der.INTEGER) || !data.SkipASN1(der.SET) || !data.SkipASN1(der.SEQUENCE) ||
		!data.ReadASN1(&certs, tag) {
		return nil
	}
	var found []*x509.Certificate
	for !certs.Empty() && len(found) < maxEnclosedCerts {
		var element cryptobyte.String
		if !certs.ReadASN1Element(&element, der.SEQUENCE) {
			break
		}
		if cert, err := ParseCertificate(element); err == nil {
			found = append(found, cert)
		}
	}
	return found
}
