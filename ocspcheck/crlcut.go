package ocspcheck

import (
	"crypto/x509/pkix"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// cutPoints takes the extension CRLDistributionPoints out of what follows the
// serial number in a TBSCertificate. crypto/x509 refuses a certificate where
// that names a CRL relative to its issuer (RFC 5280 4.2.1.13).
func cutPoints(fields []byte) (without []byte, points pkix.Extension, ok bool) {
	explicit := der.Tag(3).ContextSpecific().Constructed()
	in := cryptobyte.String(fields)
	for !in.Empty() && !in.PeekASN1Tag(explicit) {
		var field cryptobyte.String
		var tag der.Tag
		if !in.ReadAnyASN1Element(&field, &tag) {
			return nil, points, false
		}
	}
	before := fields[:len(fields)-len(in)]
	var wrapped, list cryptobyte.String
	if !in.ReadASN1(&wrapped, explicit) || !in.Empty() || !wrapped.ReadASN1(&list, der.SEQUENCE) || !wrapped.Empty() {
		return nil, points, false
	}
	kept, points, ok := cutExtension(list)
	if !ok {
		return nil, points, false
	}
	var b cryptobyte.Builder
	b.AddBytes(before)
	if len(kept) > 0 {
		b.AddASN1(explicit, func(b *cryptobyte.Builder) {
			b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(kept) })
		})
	}
	without, err := b.Bytes()
	return without, points, err == nil
}

// cutExtension takes the one extension CRLDistributionPoints out of a list.
func cutExtension(list cryptobyte.String) (kept []byte, points pkix.Extension, ok bool) {
	for !list.Empty() {
		before := list
		e, _, read := readExtension(&list)
		if !read {
			return nil, points, false
		}
		switch {
		case !e.Id.Equal(oidPoints):
			kept = append(kept, before[:len(before)-len(list)]...)
		case points.Id != nil:
			return nil, points, false
		default:
			points = e
		}
	}
	return kept, points, points.Id != nil
}
