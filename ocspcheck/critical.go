package ocspcheck

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
)

// Extensions that may be critical without harm, because they change nothing
// in what the response says: nonce and extended-revoke (RFC 6960 4.4.1,
// 4.4.8); CRL references and archive cutoff (4.4.2, 4.4.4), reason code and
// invalidity date (RFC 5280 5.3), the SCT list (RFC 6962 3.3).
var (
	oidNonce                = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}
	knownResponseExtensions = []asn1.ObjectIdentifier{oidNonce, {1, 3, 6, 1, 5, 5, 7, 48, 1, 9}}
	knownSingleExtensions   = []asn1.ObjectIdentifier{
		{1, 3, 6, 1, 5, 5, 7, 48, 1, 3},
		{1, 3, 6, 1, 5, 5, 7, 48, 1, 6},
		{2, 5, 29, 21},
		{2, 5, 29, 24},
		{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5},
	}
)

// responseExtensionsKnown refuses what the responder says must be understood.
func responseExtensionsKnown(m *matter) error {
	return checkKnown(m.response.Extensions, knownResponseExtensions)
}

// singleExtensionsKnown is the same for one answer.
func singleExtensionsKnown(m *matter) error {
	return checkKnown(m.single.Extensions, knownSingleExtensions)
}

func checkKnown(extensions []pkix.Extension, known []asn1.ObjectIdentifier) error {
	for _, e := range extensions {
		if e.Critical && !slices.ContainsFunc(known, e.Id.Equal) {
			return reject(CodeOCSPCriticalExtension, "OCSP response has the unknown critical extension %v", e.Id)
		}
	}
	return nil
}
