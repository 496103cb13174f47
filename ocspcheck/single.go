package ocspcheck

import (
	"crypto"
	"encoding/asn1"

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

func (r *Response) readSingle(in cryptobyte.String) (SingleResponse, error) {
	s := SingleResponse{Reason: -1}
	if !s.CertID.read(&in) {
		return s, malformed("CertID")
	}
	if err := r.readStatus(&s, &in); err != nil {
		return s, err
	}
	var err error
	if s.ThisUpdate, err = r.readTime(&in); err != nil {
		return s, err
	}
	var next, extensions cryptobyte.String
	var hasNext, hasExtensions bool
	if !in.ReadOptionalASN1(&next, &hasNext, der.Tag(0).ContextSpecific().Constructed()) ||
		!in.ReadOptionalASN1(&extensions, &hasExtensions, der.Tag(1).ContextSpecific().Constructed()) {
		return s, malformed("SingleResponse")
	}
	r.ended(in, "SingleResponse")
	if hasNext {
		if s.NextUpdate, err = r.readTime(&next); err != nil {
			return s, err
		}
		r.ended(next, "nextUpdate")
	}
	if hasExtensions {
		s.Extensions, err = r.readExtensions(extensions)
	}
	return s, err
}

func (id *CertID) read(in *cryptobyte.String) bool {
	var seq, algorithm, name, key, serial cryptobyte.String
	if !in.ReadASN1(&seq, der.SEQUENCE) ||
		!seq.ReadASN1(&algorithm, der.SEQUENCE) || !algorithm.ReadASN1ObjectIdentifier(&id.HashOID) ||
		!seq.ReadASN1(&name, der.OCTET_STRING) || !seq.ReadASN1(&key, der.OCTET_STRING) ||
		!seq.ReadASN1(&serial, der.INTEGER) || serial.Empty() || !seq.Empty() {
		return false
	}
	id.IssuerNameHash, id.IssuerKeyHash = name, key
	id.RawSerial, id.Serial = serial, twosComplement(serial)
	for _, known := range certIDHashes {
		if known.oid.Equal(id.HashOID) {
			id.Hash = known.hash
		}
	}
	return true
}

// readStatus reads the CHOICE of good [0] NULL, revoked [1] RevokedInfo and
// unknown [2] NULL, all implicit, and notes where it is not exactly one of
// them; the first counts then, and none at all is unknown.
func (r *Response) readStatus(s *SingleResponse, in *cryptobyte.String) error {
	s.Status = Unknown
	count := 0
	for ; !in.Empty() && !in.PeekASN1Tag(der.GeneralizedTime); count++ {
		var body cryptobyte.String
		var tag der.Tag
		if !in.ReadAnyASN1(&body, &tag) {
			return malformed("certStatus")
		}
		if count > 0 {
			continue
		}
		if err := r.readChoice(s, tag, body); err != nil {
			return err
		}
	}
	if count != 1 {
		r.note(CodeOCSPCertStatusInvalid, "OCSP response: %d times a certStatus", count)
	}
	return nil
}

func (r *Response) readChoice(s *SingleResponse, tag der.Tag, body cryptobyte.String) error {
	revoked := der.Tag(1).ContextSpecific().Constructed()
	switch {
	case tag == revoked:
		s.Status = Revoked
		return r.readRevokedInfo(s, body)
	case tag&^0x20 == der.Tag(0).ContextSpecific():
		s.Status = Good
	}
	if proper := tag == der.Tag(0).ContextSpecific() || tag == der.Tag(2).ContextSpecific(); !proper || !body.Empty() {
		r.note(CodeOCSPCertStatusInvalid, "OCSP response: certStatus is none of good, revoked, unknown")
	}
	return nil
}

func (r *Response) readRevokedInfo(s *SingleResponse, in cryptobyte.String) error {
	var err error
	if s.RevokedAt, err = r.readTime(&in); err != nil {
		return err
	}
	var reason cryptobyte.String
	var present bool
	if !in.ReadOptionalASN1(&reason, &present, der.Tag(0).ContextSpecific().Constructed()) || !in.Empty() {
		return malformed("RevokedInfo")
	}
	if present && (!reason.ReadASN1Enum(&s.Reason) || !reason.Empty() || s.Reason < 0) {
		return malformed("revocationReason")
	}
	return nil
}
