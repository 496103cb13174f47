package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

var (
	oidIssuingPoint = asn1.ObjectIdentifier{2, 5, 29, 28}
	oidDelta        = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidCRLNumber    = asn1.ObjectIdentifier{2, 5, 29, 20}
	oidAuthorityKey = asn1.ObjectIdentifier{2, 5, 29, 35}
)

// reasonMask is a set of ReasonFlags (RFC 5280 4.2.1.13), bit by bit.
type reasonMask uint16

// allReasons are bits 1 to 8; bit 0 is not used.
const allReasons reasonMask = 0x1fe

// issuingPoint is the extension IssuingDistributionPoint (RFC 5280 5.2.5):
// which certificates a CRL speaks of.
type issuingPoint struct {
	names                            []generalName // nil: no name
	onlyUser, onlyCA, onlyAttributes bool
	indirect                         bool
	reasons                          reasonMask
}

// checkCRLScope says for which reasons the CRL would name the certificate:
// all, unless several CRLs share them.
func checkCRLScope(l *revocationList, cert, issuer *x509.Certificate) (reasonMask, error) {
	if err := checkCRLExtensions(l); err != nil {
		return 0, err
	}
	points := distributionPoints(cert)
	if len(points) > 0 && !slices.ContainsFunc(points, func(p distributionPoint) bool { return !p.indirect }) {
		return 0, reject(CodeCRLIndirectUnsupported, "CRL: the certificate says that another than its issuer issues it")
	}
	value, ok := valueOf(l.extensions, oidIssuingPoint)
	if !ok {
		return allReasons, nil
	}
	point, ok := readIssuingPoint(value, l.issuer)
	switch {
	case !ok:
		return 0, malformedCRL("issuing distribution point")
	case point.indirect:
		return 0, reject(CodeCRLIndirectUnsupported, "CRL is indirect: it speaks of certificates of several issuers")
	case !point.covers(cert):
		return 0, reject(CodeCRLScopeMismatch, "CRL speaks of another kind of certificates")
	}
	reasons, named := point.namedBy(points, issuer)
	if !named {
		return 0, reject(CodeCRLIDPMismatch, "CRL belongs to another distribution point than the certificate names")
	}
	return point.reasons & reasons, nil
}

// checkCRLExtensions refuses what changes the meaning of a CRL in ways that
// nobody here understands.
func checkCRLExtensions(l *revocationList) error {
	known := []asn1.ObjectIdentifier{oidIssuingPoint, oidCRLNumber, oidAuthorityKey, oidDelta}
	for _, e := range l.extensions {
		if e.Critical && !slices.ContainsFunc(known, e.Id.Equal) {
			return reject(CodeCRLCriticalExtension, "CRL has the unknown critical extension %v", e.Id)
		}
	}
	switch {
	case l.entries.unknown != nil:
		return reject(CodeCRLCriticalExtension, "CRL: an entry has the unknown critical extension %v", l.entries.unknown)
	case l.entries.indirect:
		return reject(CodeCRLIndirectUnsupported, "CRL: an entry names another issuer")
	}
	return nil
}

// readIssuingPoint reads the extension strictly; it may not be empty, and it
// may not hold two limits that contradict each other.
func readIssuingPoint(raw, issuer []byte) (p issuingPoint, ok bool) {
	in, seq := cryptobyte.String(raw), cryptobyte.String(nil)
	var name, reasons cryptobyte.String
	var hasName, hasReasons bool
	tag := func(n uint8) der.Tag { return der.Tag(n).ContextSpecific() }
	if !in.ReadASN1(&seq, der.SEQUENCE) || !in.Empty() || seq.Empty() ||
		!seq.ReadOptionalASN1(&name, &hasName, tag(0).Constructed()) ||
		!readFlag(&seq, tag(1), &p.onlyUser) || !readFlag(&seq, tag(2), &p.onlyCA) ||
		!seq.ReadOptionalASN1(&reasons, &hasReasons, tag(3)) ||
		!readFlag(&seq, tag(4), &p.indirect) || !readFlag(&seq, tag(5), &p.onlyAttributes) ||
		!seq.Empty() {
		return p, false
	}
	if p.reasons, ok = readReasons(reasons, hasReasons); !ok {
		return p, false
	}
	if hasName {
		if p.names, ok = readPointName(name, issuer); !ok {
			return p, false
		}
	}
	limits := 0
	for _, limit := range []bool{p.onlyUser, p.onlyCA, p.onlyAttributes} {
		if limit {
			limits++
		}
	}
	return p, limits <= 1
}

// readFlag reads an optional BOOLEAN with an implicit tag.
func readFlag(in *cryptobyte.String, tag der.Tag, flag *bool) bool {
	var value cryptobyte.String
	var present bool
	if !in.ReadOptionalASN1(&value, &present, tag) {
		return false
	}
	*flag = present && bytes.Equal(value, []byte{0xff})
	return !present || *flag || bytes.Equal(value, []byte{0})
}

// readReasons reads ReasonFlags, a BIT STRING whose first bit is the highest
// of its first byte; where there is none, all reasons are meant.
func readReasons(bits cryptobyte.String, present bool) (mask reasonMask, ok bool) {
	if !present {
		return allReasons, true
	}
	var unused uint8
	if !bits.ReadUint8(&unused) || unused > 7 || len(bits) > 2 {
		return 0, false
	}
	for i := range 8 * len(bits) {
		if bits[i/8]&(0x80>>(i%8)) != 0 {
			mask |= 1 << i
		}
	}
	return mask & allReasons, true
}

// covers says whether certificates of this kind are in the CRL. Those of
// version 1 do not say what they are, and are in none that is limited.
func (p issuingPoint) covers(cert *x509.Certificate) bool {
	isCA := cert.BasicConstraintsValid && cert.IsCA
	switch {
	case p.onlyAttributes:
		return false
	case p.onlyUser:
		return !isCA && cert.Version >= 3
	case p.onlyCA:
		return isCA && cert.Version >= 3
	}
	return true
}

// namedBy says whether a name of the CRL's point is one of the certificate's
// points, and for which reasons the certificate sends one there. A valid CRL
// of another shard says nothing. The issuer's own name stands for all its
// certificates, and so does no name (the end of RFC 5280 6.3.3).
func (p issuingPoint) namedBy(points []distributionPoint, issuer *x509.Certificate) (reasons reasonMask, named bool) {
	if p.names == nil || slices.ContainsFunc(p.names, generalName{tagDirectoryName, issuer.RawSubject}.same) {
		return allReasons, true
	}
	for _, point := range points {
		if !point.indirect && slices.ContainsFunc(p.names, func(name generalName) bool {
			return slices.ContainsFunc(point.names, name.same)
		}) {
			reasons, named = reasons|point.reasons, true
		}
	}
	return reasons, named
}
