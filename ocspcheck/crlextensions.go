package ocspcheck

import (
	"crypto/x509/pkix"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// readCRLExtensions reads the Extensions of a CRL or of an entry: at least
// one, and none twice (RFC 5280 4.2).
func readCRLExtensions(raw []byte) (extensions []pkix.Extension, ok bool) {
	in, list := cryptobyte.String(raw), cryptobyte.String(nil)
	if !in.ReadASN1(&list, der.SEQUENCE) || !in.Empty() || list.Empty() {
		return nil, false
	}
	for !list.Empty() {
		var e pkix.Extension
		var seq, value cryptobyte.String
		if len(extensions) == maxExtensions ||
			!list.ReadASN1(&seq, der.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&e.Id) ||
			!readCRLCritical(&seq, &e.Critical) ||
			!seq.ReadASN1(&value, der.OCTET_STRING) || !seq.Empty() ||
			slices.ContainsFunc(extensions, func(other pkix.Extension) bool { return other.Id.Equal(e.Id) }) {
			return nil, false
		}
		e.Value = value
		extensions = append(extensions, e)
	}
	return extensions, true
}

// readCRLCritical reads a BOOLEAN that is false by default. Some CAs write
// that out.
func readCRLCritical(in *cryptobyte.String, critical *bool) bool {
	return !in.PeekASN1Tag(der.BOOLEAN) || in.ReadASN1Boolean(critical)
}
