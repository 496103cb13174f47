package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// rawSerial gives the content of the serial number as it stands in the
// certificate, without tag and length.
func rawSerial(cert *x509.Certificate) ([]byte, bool) {
	_, serial, _, ok := cutSerial(cert.RawTBSCertificate)
	return serial, ok
}

// cutSerial splits the content of a TBSCertificate around its serial number.
func cutSerial(tbs []byte) (version, serial, rest []byte, ok bool) {
	in := cryptobyte.String(tbs)
	var body, before, content cryptobyte.String
	versionTag := der.Tag(0).ContextSpecific().Constructed()
	if !in.ReadASN1(&body, der.SEQUENCE) ||
		body.PeekASN1Tag(versionTag) && !body.ReadASN1Element(&before, versionTag) ||
		!body.ReadASN1(&content, der.INTEGER) {
		return nil, nil, nil, false
	}
	return before, content, body, true
}

// ParseCertificate reads the DER of a certificate as [x509.ParseCertificate]
// does, and also one whose serial number that refuses: negative, or padded;
// and one that names a CRL relative to its issuer. Its bytes stay what they
// were, so that signatures and CertIDs keep matching; SerialNumber holds their
// two's complement.
func ParseCertificate(raw []byte) (*x509.Certificate, error) {
	cert, err := x509.ParseCertificate(raw)
	if err == nil {
		return cert, nil
	}
	in := cryptobyte.String(raw)
	var outer, tbs cryptobyte.String
	if !in.ReadASN1(&outer, der.SEQUENCE) || !in.Empty() || !outer.ReadASN1Element(&tbs, der.SEQUENCE) {
		return nil, err
	}
	version, serial, rest, ok := cutSerial(tbs)
	if !ok || len(serial) == 0 {
		return nil, err
	}
	if cert = parsePlain(version, rest, outer); cert == nil {
		return nil, err // another fault
	}
	cert.Raw, cert.RawTBSCertificate = bytes.Clone(raw), bytes.Clone(tbs)
	cert.SerialNumber = twosComplement(serial)
	return cert, nil
}

// parsePlain reads the certificate with a serial number that crypto/x509
// takes, and if need be without the extension that names its CRLs, which is
// put back as it was if this package can read it. It gives nil otherwise.
func parsePlain(version, rest, signature []byte) *x509.Certificate {
	if plain, err := withPlainSerial(version, rest, signature); err == nil {
		if cert, err := x509.ParseCertificate(plain); err == nil {
			return cert
		}
	}
	rest, points, ok := cutPoints(rest)
	if !ok {
		return nil
	}
	plain, err := withPlainSerial(version, rest, signature)
	if err != nil {
		return nil
	}
	cert, err := x509.ParseCertificate(plain)
	if err != nil {
		return nil
	}
	cert.Extensions = append(cert.Extensions, points)
	if distributionPoints(cert) == nil {
		return nil
	}
	return cert
}

// withPlainSerial builds the certificate again, with the serial number 1.
func withPlainSerial(version, rest, signature []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(version)
			b.AddASN1Int64(1)
			b.AddBytes(rest)
		})
		b.AddBytes(signature)
	})
	return b.Bytes()
}

func twosComplement(content []byte) *big.Int {
	n := new(big.Int).SetBytes(content)
	if content[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(content))))
	}
	return n
}
