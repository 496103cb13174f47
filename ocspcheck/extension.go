package ocspcheck

import (
	"crypto/x509/pkix"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// valueOf gives the value of the first extension of a kind, and whether there
// is one.
func valueOf(extensions []pkix.Extension, oid asn1.ObjectIdentifier) (value cryptobyte.String, ok bool) {
	for i := range extensions {
		if extensions[i].Id.Equal(oid) {
			return extensions[i].Value, true
		}
	}
	return nil, false
}

// readExtension reads an Extension (RFC 5280 4.1). spelt is true where critical
// is written out as its default, false: that is no DER, but some CAs do it.
func readExtension(list *cryptobyte.String) (e pkix.Extension, spelt, ok bool) {
	var seq, value cryptobyte.String
	if !list.ReadASN1(&seq, der.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&e.Id) {
		return e, false, false
	}
	written := seq.PeekASN1Tag(der.BOOLEAN)
	if written && !seq.ReadASN1Boolean(&e.Critical) || !seq.ReadASN1(&value, der.OCTET_STRING) || !seq.Empty() {
		return e, false, false
	}
	e.Value = value
	return e, written && !e.Critical, true
}

// readCRLExtensions reads the Extensions of a CRL or of an entry: at least
// one, and none twice (RFC 5280 4.2).
func readCRLExtensions(raw []byte) (extensions []pkix.Extension, ok bool) {
	in, list := cryptobyte.String(raw), cryptobyte.String(nil)
	if !in.ReadASN1(&list, der.SEQUENCE) || !in.Empty() || list.Empty() {
		return nil, false
	}
	for !list.Empty() {
		e, _, ok := readExtension(&list)
		if _, twice := valueOf(extensions, e.Id); !ok || twice || len(extensions) == maxExtensions {
			return nil, false
		}
		extensions = append(extensions, e)
	}
	return extensions, true
}
