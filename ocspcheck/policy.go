package ocspcheck

import (
	"math"
	"time"
)

// The values behind a zero [Policy].
const (
	DefaultSkew    = 5 * time.Minute    // as "openssl ocsp" has it
	DefaultMaxAge  = 7 * 24 * time.Hour // our choice: nobody promised newer news, but a week is stale
	DefaultTimeout = 5 * time.Second
)

// Policy says how strictly to judge and how far to go for an answer. The
// zero value is the recommended one.
type Policy struct {
	// NoStaple leaves the staple unread, NoResponder the responders unasked.
	NoStaple, NoResponder bool
	// AskAll asks a responder also where the staple says good, for the staple
	// may be older than the revocation.
	AskAll bool
	// CRL reads the CRL that a certificate names also where an OCSP response
	// has answered.
	CRL bool
	// LeafOnly leaves the certificates above the leaf alone.
	LeafOnly bool
	// MustStaple demands a staple also where the certificate does not.
	MustStaple bool
	// Nonce puts a nonce into each request (RFC 9654). A response with another
	// is refused; most responders send none back.
	Nonce bool
	// SHA256 names certificates by SHA-256 in requests. Otherwise that is done
	// where a responder does not recognise the SHA-1 that all know.
	SHA256 bool
	// Skew is how far clocks may differ, either way. 0 means DefaultSkew, a
	// negative value none.
	Skew time.Duration
	// MaxAge bounds the age of every response. 0 means no bound but for
	// responses without nextUpdate, which get DefaultMaxAge.
	MaxAge time.Duration
	// MinRemaining is how long an answer must still be good for; one that is
	// not gets a remark. 0 asks for nothing, but one that holds by Skew alone
	// gets it too.
	MinRemaining time.Duration
	// AllowPrivate lets a certificate send us to loopback and private
	// addresses although the server itself is on none. Link-local addresses
	// stay refused.
	AllowPrivate bool
	// Timeout bounds each HTTP request, its retries and redirects included. 0
	// means DefaultTimeout.
	Timeout time.Duration
}

// forever leaves room for adding it to itself.
const forever = math.MaxInt64 / 2 * time.Nanosecond

func (p Policy) skew() time.Duration {
	switch {
	case p.Skew == 0:
		return DefaultSkew
	case p.Skew < 0:
		return 0
	}
	return min(p.Skew, forever)
}

func (p Policy) maxAge(nextUpdateMissing bool) time.Duration {
	switch {
	case p.MaxAge > 0:
		return min(p.MaxAge, forever)
	case nextUpdateMissing:
		return DefaultMaxAge
	}
	return forever
}

func (p Policy) timeout() time.Duration {
	if p.Timeout > 0 {
		return p.Timeout
	}
	return DefaultTimeout
}
