package ocspcheck

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"slices"
	"sync"
)

// maxSettled bounds the statuses that a [Memo] remembers.
const maxSettled = 1 << 10

// settled are the statuses of certificates above a leaf that a valid answer
// has settled without a remark: the servers of a run share a few issuers.
type settled struct {
	mu   sync.Mutex
	seen map[settledKey]Status
}

// settledKey is all that such a status depends on besides the answers, which
// a run asks for once.
type settledKey struct {
	chain  [sha256.Size]byte // the certificate and all above it
	policy Policy
	guard  guard
	keep   bool
	minute int64 // it is judged anew every minute
}

func (a *asker) settledKey() settledKey {
	h := sha256.New()
	for _, cert := range append([]*x509.Certificate{a.cert, a.issuer}, a.above...) {
		h.Write(cert.Raw) // whose length is part of it
	}
	k := settledKey{policy: a.checker.Policy, guard: a.fetcher.guard, keep: a.checker.Keep, minute: a.checker.now().Unix() / 60}
	h.Sum(k.chain[:0])
	return k
}

// statusAbove is the status of a certificate above the leaf, for which there
// is no staple (TLS staples for the leaf alone). It calls later where nobody
// has settled it yet.
func (a *asker) statusAbove(ctx context.Context, s *Status, later func(func())) {
	memo, key := &a.checker.Memo.settled, a.settledKey()
	memo.mu.Lock()
	known, ok := memo.seen[key]
	memo.mu.Unlock()
	if ok {
		*s = known
		return
	}
	later(func() {
		*s = a.status(ctx, nil)
		if !settles(*s) {
			return
		}
		s.Attempts = slices.Clip(s.Attempts) // others will share them
		memo.mu.Lock()
		defer memo.mu.Unlock()
		if len(memo.seen) == maxSettled {
			clear(memo.seen)
		}
		memo.seen[key] = *s
	})
}

func settles(s Status) bool {
	return (s.Verdict == Good || s.Verdict == Revoked) && len(s.Codes) == 0
}
