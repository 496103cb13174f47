package ocspcheck

import (
	"crypto/x509"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

var oidRSAPSS = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}

// signatureAlgorithms maps the identifiers whose parameters carry nothing.
var signatureAlgorithms = map[string]x509.SignatureAlgorithm{
	"1.2.840.113549.1.1.4":  x509.MD5WithRSA,
	"1.2.840.113549.1.1.5":  x509.SHA1WithRSA,
	"1.2.840.113549.1.1.11": x509.SHA256WithRSA,
	"1.2.840.113549.1.1.12": x509.SHA384WithRSA,
	"1.2.840.113549.1.1.13": x509.SHA512WithRSA,
	"1.2.840.10045.4.1":     x509.ECDSAWithSHA1,
	"1.2.840.10045.4.3.2":   x509.ECDSAWithSHA256,
	"1.2.840.10045.4.3.3":   x509.ECDSAWithSHA384,
	"1.2.840.10045.4.3.4":   x509.ECDSAWithSHA512,
	"1.3.101.112":           x509.PureEd25519,
}

// pssHashes gives the RSA-PSS algorithm of a hash and its length in bytes,
// which is the salt's length too in what crypto/x509 can verify.
var pssHashes = map[string]struct {
	algorithm x509.SignatureAlgorithm
	salt      int
}{
	"2.16.840.1.101.3.4.2.1": {x509.SHA256WithRSAPSS, 32},
	"2.16.840.1.101.3.4.2.2": {x509.SHA384WithRSAPSS, 48},
	"2.16.840.1.101.3.4.2.3": {x509.SHA512WithRSAPSS, 64},
}

// readSignatureAlgorithm reads the content of an AlgorithmIdentifier. It
// gives an unknown algorithm with ok where the encoding is right but no rule
// here knows it.
func readSignatureAlgorithm(in cryptobyte.String) (oid asn1.ObjectIdentifier, algorithm x509.SignatureAlgorithm, ok bool) {
	if !in.ReadASN1ObjectIdentifier(&oid) {
		return nil, 0, false
	}
	if oid.Equal(oidRSAPSS) {
		return oid, readPSS(in), true
	}
	// NULL or absent: responders mix the two up, and neither says anything.
	null := cryptobyte.String("")
	if !in.Empty() && (!in.ReadASN1(&null, der.NULL) || !null.Empty() || !in.Empty()) {
		return oid, 0, false
	}
	return oid, signatureAlgorithms[oid.String()], true
}

// readPSS reads RSASSA-PSS-params (RFC 4055 3.1) and gives an unknown
// algorithm for any but the three that RFC 8446 uses too: hash and MGF1 the
// same, salt as long as the hash, trailer 0xbc.
func readPSS(in cryptobyte.String) x509.SignatureAlgorithm {
	var params, hash, mgf, mgfHash cryptobyte.String
	var salt, trailer int
	var hashOID, mgfOID, mgfHashOID asn1.ObjectIdentifier
	explicit := func(n uint8) der.Tag { return der.Tag(n).ContextSpecific().Constructed() }
	if !in.ReadASN1(&params, der.SEQUENCE) || !in.Empty() ||
		!params.ReadASN1(&hash, explicit(0)) || !readAlgorithm(&hash, &hashOID, nil) ||
		!params.ReadASN1(&mgf, explicit(1)) || !readAlgorithm(&mgf, &mgfOID, &mgfHash) ||
		!readAlgorithm(&mgfHash, &mgfHashOID, nil) ||
		!params.ReadOptionalASN1Integer(&salt, explicit(2), 20) ||
		!params.ReadOptionalASN1Integer(&trailer, explicit(3), 1) || !params.Empty() {
		return 0
	}
	known := pssHashes[hashOID.String()]
	oidMGF1 := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}
	if !mgfOID.Equal(oidMGF1) || !mgfHashOID.Equal(hashOID) || salt != known.salt || trailer != 1 {
		return 0
	}
	return known.algorithm
}

// readSignature reads the BIT STRING of a signature. One that is no whole
// number of octets is well-formed, and no algorithm's: nothing that verifies
// stands for it.
func readSignature(in *cryptobyte.String, signature *[]byte) bool {
	var bits asn1.BitString
	if !in.ReadASN1BitString(&bits) {
		return false
	}
	*signature = bits.Bytes
	if bits.BitLength%8 != 0 {
		*signature = []byte{0}
	}
	return true
}

// readAlgorithm reads an AlgorithmIdentifier that fills in; its parameters
// go to params where the caller wants them.
func readAlgorithm(in *cryptobyte.String, oid *asn1.ObjectIdentifier, params *cryptobyte.String) bool {
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, der.SEQUENCE) || !in.Empty() || !seq.ReadASN1ObjectIdentifier(oid) {
		return false
	}
	if params != nil {
		*params = seq
	}
	return true
}
