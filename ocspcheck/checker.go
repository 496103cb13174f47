package ocspcheck

import (
	"crypto/x509"
	"net/http"
	"time"
)

// Checker learns the revocation status of certificates. The zero value is
// ready: system clock and roots, a guarded HTTP client, the default policy.
// It is a plain value, safe for concurrent use, and keeps nothing itself.
type Checker struct {
	// Clock gives the time to judge at. Default time.Now.
	Clock func() time.Time
	// HTTP asks responders and fetches issuers. The default refuses private
	// addresses as [Policy] says; a client given here must guard itself.
	// Redirects are never left to it.
	HTTP *http.Client
	// Roots are the trust anchors. nil means those of the system.
	Roots *x509.CertPool
	// Store, if set, keeps responses from run to run; one that still holds is
	// not asked for again.
	Store Store
	// Memo is shared by the checks of one run, so that nothing is asked twice.
	// nil means that each [Checker.Chain] has its own.
	Memo *Memo
	// Keep leaves what was received in each [Attempt]. CRLs, which are read as
	// streams otherwise, are then held in memory.
	Keep bool
	// Policy says how strict to be.
	Policy Policy
}

func (c Checker) now() time.Time {
	if c.Clock != nil {
		return c.Clock()
	}
	return time.Now()
}

// kept gives what an attempt shall hold of what was received.
func (c Checker) kept(raw []byte) []byte {
	if !c.Keep {
		return nil
	}
	return raw
}
