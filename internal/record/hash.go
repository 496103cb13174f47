package record

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"

	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// hasher makes what stands for a text: the first 128 bits of HMAC-SHA256 with a
// secret, so that nobody without it can try texts out.
type hasher struct {
	mac  hash.Hash
	full [sha256.Size]byte
	sums []byte
}

func newHasher(secret []byte) hasher { return hasher{mac: hmac.New(sha256.New, secret)} }

// secretName tells whether two hashers have the same secret.
func (h *hasher) secretName() string { return hex.EncodeToString(h.sum('s', nil)[:4]) }

// sum is valid until sums is emptied. The same text as something else, as told
// by domain, has another one.
func (h *hasher) sum(domain byte, text []byte) []byte {
	h.mac.Reset()
	_, _ = h.mac.Write([]byte{domain})
	_, _ = h.mac.Write(text)
	from := len(h.sums)
	h.sums = append(h.sums, h.mac.Sum(h.full[:0])[:trace.HashLen]...)
	return h.sums[from:]
}
