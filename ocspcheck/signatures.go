package ocspcheck

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"sync"
)

// signatures verifies each signature once: a delegate signs thousands of
// responses, and its own certificate needs one look.
type signatures struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]*verification
}

// verification of one signature, which has failed until it is done.
type verification struct {
	once sync.Once
	err  error
}

var errUnverified = errors.New("the signature was not verified")

// maxRSABits bounds the keys that signatures are verified with, as OpenSSL does.
// An answer has room for one that takes many seconds, and no context ends that.
const maxRSABits = 16384

var errHugeKey = errors.New("the signer's key is too long")

func hasHugeKey(cert *x509.Certificate) bool {
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	return ok && key.N.BitLen() > maxRSABits
}

// check is cert.CheckSignature. A nil receiver remembers nothing.
func (s *signatures) check(cert *x509.Certificate, algorithm x509.SignatureAlgorithm, signed, signature []byte) error {
	if hasHugeKey(cert) {
		return errHugeKey
	}
	if s == nil {
		return cert.CheckSignature(algorithm, signed, signature)
	}
	key := signatureKey(cert, algorithm, signed, signature)
	s.mu.Lock()
	v, ok := s.seen[key]
	if !ok {
		if len(s.seen) == maxSignatures {
			clear(s.seen)
		}
		v = &verification{err: errUnverified}
		s.seen[key] = v
	}
	s.mu.Unlock()
	v.once.Do(func() { v.err = cert.CheckSignature(algorithm, signed, signature) })
	return v.err
}

// signatureKey hashes all that a verdict depends on, each part with its
// length, so that no two inputs look alike.
func signatureKey(cert *x509.Certificate, algorithm x509.SignatureAlgorithm, signed, signature []byte) (key [sha256.Size]byte) {
	h := sha256.New()
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(algorithm))
	h.Write(length[:])
	for _, part := range [][]byte{cert.RawSubjectPublicKeyInfo, signed, signature} {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	h.Sum(key[:0])
	return key
}
