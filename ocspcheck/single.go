package ocspcheck

import (
	"crypto"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// certIDHashes are the hashes by which a CertID may name an issuer.
var certIDHashes = []struct {
	oid  asn1.ObjectIdentifier
	hash crypto.Hash
}{
	{asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}, crypto.SHA1},
	{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}, crypto.SHA256},
	{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}, crypto.SHA384},
	{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}, crypto.SHA512},
}

func parseSingle(in cryptobyte.String) (SingleResponse, error) {
	s := SingleResponse{Reason: -1}
	if !s.CertID.read(&in) {
		return s, malformed("CertID")
	}
	if err := s.readStatus(&in); err != nil {
		return s, err
	}
	var err error
	if s.ThisUpdate, err = readTime(&in); err != nil {
		return s, err
	}
	var next, extensions cryptobyte.String
	var hasNext, hasExtensions bool
	if !in.ReadOptionalASN1(&next, &hasNext, der.Tag(0).ContextSpecific().Constructed()) ||
		!in.ReadOptionalASN1(&extensions, &hasExtensions, der.Tag(1).ContextSpecific().Constructed()) ||
		!in.Empty() {
		return s, malformed("SingleResponse")
	}
	if hasNext {
		if s.NextUpdate, err = readTime(&next); err != nil {
			return s, err
		}
		if !next.Empty() {
			return s, malformed("nextUpdate")
		}
	}
	if hasExtensions {
		s.Extensions, err = readExtensions(extensions)
	}
	return s, err
}

func (id *CertID) read(in *cryptobyte.String) bool {
	var seq, algorithm, name, key cryptobyte.String
	id.Serial = new(big.Int)
	if !in.ReadASN1(&seq, der.SEQUENCE) ||
		!seq.ReadASN1(&algorithm, der.SEQUENCE) || !algorithm.ReadASN1ObjectIdentifier(&id.HashOID) ||
		!seq.ReadASN1(&name, der.OCTET_STRING) || !seq.ReadASN1(&key, der.OCTET_STRING) ||
		!seq.ReadASN1Integer(id.Serial) || !seq.Empty() {
		return false
	}
	id.IssuerNameHash, id.IssuerKeyHash = name, key
	for _, known := range certIDHashes {
		if known.oid.Equal(id.HashOID) {
			id.Hash = known.hash
		}
	}
	return true
}

// readStatus reads the CHOICE of good [0] NULL, revoked [1] RevokedInfo and
// unknown [2] NULL, all implicit: exactly one of them.
func (s *SingleResponse) readStatus(in *cryptobyte.String) error {
	var body cryptobyte.String
	var tag der.Tag
	if !in.ReadAnyASN1(&body, &tag) {
		return malformed("certStatus")
	}
	switch {
	case tag == der.Tag(0).ContextSpecific() && body.Empty():
		s.Status = Good
	case tag == der.Tag(2).ContextSpecific() && body.Empty():
		s.Status = Unknown
	case tag == der.Tag(1).ContextSpecific().Constructed():
		s.Status = Revoked
		if err := s.readRevokedInfo(body); err != nil {
			return err
		}
	default:
		return reject(CodeOCSPCertStatusInvalid, "OCSP response: certStatus is none of good, revoked, unknown")
	}
	if !in.PeekASN1Tag(der.GeneralizedTime) {
		return reject(CodeOCSPCertStatusInvalid, "OCSP response: more than one certStatus")
	}
	return nil
}

func (s *SingleResponse) readRevokedInfo(in cryptobyte.String) error {
	var err error
	if s.RevokedAt, err = readTime(&in); err != nil {
		return err
	}
	var reason cryptobyte.String
	var present bool
	if !in.ReadOptionalASN1(&reason, &present, der.Tag(0).ContextSpecific().Constructed()) || !in.Empty() {
		return malformed("RevokedInfo")
	}
	if present && (!reason.ReadASN1Enum(&s.Reason) || !reason.Empty()) {
		return malformed("revocationReason")
	}
	return nil
}

// readTime reads a GeneralizedTime of the one form that RFC 5280 4.1.2.5.2
// allows: YYYYMMDDHHMMSSZ.
func readTime(in *cryptobyte.String) (time.Time, error) {
	var text cryptobyte.String
	if !in.ReadASN1(&text, der.GeneralizedTime) {
		return time.Time{}, malformed("time")
	}
	const form = "20060102150405Z"
	t, err := time.Parse(form, string(text))
	// Formatting back refuses fractions, which time.Parse lets pass.
	if err != nil || t.Format(form) != string(text) {
		return time.Time{}, reject(CodeOCSPTimeMalformed, "OCSP response: time %q is not YYYYMMDDHHMMSSZ", text)
	}
	return t, nil
}

func readExtensions(explicit cryptobyte.String) ([]pkix.Extension, error) {
	var list cryptobyte.String
	if !explicit.ReadASN1(&list, der.SEQUENCE) || !explicit.Empty() || list.Empty() {
		return nil, malformed("extensions")
	}
	var extensions []pkix.Extension
	for !list.Empty() {
		var e pkix.Extension
		var seq, value cryptobyte.String
		if len(extensions) == maxExtensions ||
			!list.ReadASN1(&seq, der.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&e.Id) ||
			!readDefaultFalse(&seq, &e.Critical) ||
			!seq.ReadASN1(&value, der.OCTET_STRING) || !seq.Empty() {
			return nil, malformed("extensions")
		}
		for _, other := range extensions {
			if other.Id.Equal(e.Id) {
				return nil, reject(CodeOCSPDuplicateExtension, "OCSP response: extension %v stands twice", e.Id)
			}
		}
		e.Value = value
		extensions = append(extensions, e)
	}
	return extensions, nil
}

func readDefaultFalse(in *cryptobyte.String, out *bool) bool {
	if !in.PeekASN1Tag(der.BOOLEAN) {
		return true
	}
	return in.ReadASN1Boolean(out)
}
