package ocspcheck

import (
	"bytes"
	"crypto/rand"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// nonceSize is what RFC 9654 2.1 asks of a client; a responder may send 1 to
// maxNonce octets.
const (
	nonceSize = 32
	maxNonce  = 128
)

// newNonce gives the octets for one request.
func newNonce() []byte {
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce) // never fails
	return nonce
}

// nonceEchoed compares the nonce of an answer with the one asked for. Its
// absence is no breach: responders that sign in advance cannot echo (RFC 5019
// 4). Without one in the request, as for a staple, none is looked at.
func nonceEchoed(m *matter) error {
	value, present := m.response.nonce()
	if m.nonce == nil || !present || bytes.Equal(value, m.nonce) {
		return nil
	}
	return reject(CodeOCSPNonceMismatch, "OCSP response answers another request: its nonce is not ours")
}

// nonceRemarks are what is unusual about the nonce, where one was asked for.
func nonceRemarks(m *matter) []string {
	if m.nonce == nil {
		return nil
	}
	value, present := m.response.nonce()
	switch {
	case !present:
		return []string{CodeOCSPNonceMissing}
	case len(value) == 0 || len(value) > maxNonce:
		return []string{CodeOCSPNonceLength}
	}
	return nil
}

// nonce gives the octets of the nonce extension, nil where it holds no OCTET
// STRING, and whether there is one.
func (r *Response) nonce() (value []byte, present bool) {
	in, present := valueOf(r.Extensions, oidNonce)
	var octets cryptobyte.String
	if !present || !in.ReadASN1(&octets, der.OCTET_STRING) || !in.Empty() {
		return nil, present
	}
	return octets, true
}
