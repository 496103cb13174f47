package ocspcheck

import (
	"context"
	"crypto/x509"
	"net/netip"
	"time"
)

// Verdict is the revocation verdict for one certificate.
type Verdict string

// The verdicts. Good, revoked and unknown come from a valid source;
// undetermined means that a source exists but none gave a valid answer;
// not-covered that the certificate names no source; skipped that it is the
// root, which nobody can revoke this way, or that [Policy.LeafOnly] leaves it
// alone.
const (
	Good         Verdict = "good"
	Revoked      Verdict = "revoked"
	Unknown      Verdict = "unknown"
	NotCovered   Verdict = "not-covered"
	Undetermined Verdict = "undetermined"
	Skipped      Verdict = "skipped"
)

// Mechanism is the kind of source that a status came from.
type Mechanism string

// The mechanisms, in the order in which they are asked.
const (
	MechanismStaple Mechanism = "staple"
	MechanismStore  Mechanism = "store"
	MechanismOCSP   Mechanism = "ocsp"
	MechanismCRL    Mechanism = "crl"
	MechanismFile   Mechanism = "file"
	MechanismAIA    Mechanism = "aia" // only in attempts: an issuer fetched
)

// Presented is what a server showed: the input of [Checker.Chain].
type Presented struct {
	Sent   []*x509.Certificate // as sent, leaf first; at least one
	Chain  []*x509.Certificate // leaf to root as verified; nil lets the Checker build it, with AIA repair
	Staple []byte              // DER, nil if none
	Name   string              // the name to verify the leaf against; "" for none
	// Fresh, if set, looks at the server once more, on a connection of its own:
	// asked where a responder is not authorised for the certificate. Its
	// result's own Fresh is ignored.
	Fresh func(context.Context) (Presented, error)
	IP    netip.Addr // the server's address: a server on loopback or a private address may name responders there
}

// Attempt is one source tried for one certificate.
type Attempt struct {
	Mechanism Mechanism
	URL       string   // empty where nothing was asked over HTTP: a staple, the store, a file
	Method    string   // GET or POST; empty where nothing was sent over HTTP
	Code      string   // what a valid answer says (ocsp-cert-good, crl-cert-revoked, ...), or why the source was rejected
	Codes     []string // further remarks on this source (ocsp-signature-sha1, ...)
	Err       error    // nil where the source gave a valid answer
	Duration  time.Duration
	File      string // the file's name, for a file
	Raw       []byte // what was received, if the [Checker] keeps it
}

// Status is the verdict for one certificate and every source tried for it.
type Status struct {
	Cert      *x509.Certificate
	Issuer    *x509.Certificate // nil if it could not be found
	Verdict   Verdict
	Mechanism Mechanism // what gave the verdict, empty if nothing did
	Code      string    // the primary code
	Codes     []string  // all other codes: rejected sources keep theirs, RFC 7633 faults, remarks

	ThisUpdate time.Time               // zero if absent
	NextUpdate time.Time               // zero if absent
	ProducedAt time.Time               // zero if absent
	RevokedAt  time.Time               // zero unless revoked
	Signer     *x509.Certificate       // whose answer gave the verdict: the issuer or its delegate; nil if nobody's
	Algorithm  x509.SignatureAlgorithm // of that answer
	Reason     string                  // CRLReason as in RFC 5280 5.3.1 ("keyCompromise"), empty if absent

	Attempts []Attempt
}
