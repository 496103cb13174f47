package gate

import (
	"fmt"
	"time"

	"github.com/vkcheck/vkcheck/probe"
)

// Revocation is what the flags of the same names say to "vkcheck ocsp".
type Revocation struct {
	Require         probe.Requirement
	MustStaple      bool
	LeafOnly        bool
	CRL             bool
	Nonce           bool
	SHA256          bool
	Skew            *time.Duration // nil: the default
	MaxAge          time.Duration  // 0: none
	MinRemaining    time.Duration  // 0: none
	MinDays         *int64         // nil: the default
	SoftFail        bool
	AllowNotCovered bool
	AllowPrivate    bool
}

func revocationKeys() []key[Revocation] {
	type r = Revocation
	return []key[r]{
		field("require", "Fail unless this source gave a valid answer: staple (for the leaf), ocsp, crl or any (for all below the root).",
			choice(probe.RequireStaple, probe.RequireOCSP, probe.RequireCRL, probe.RequireAny), func(r *r) *probe.Requirement { return &r.Require }),
		field("must-staple", "Fail where the server sends no staple, also where the certificate does not demand one.",
			boolean, func(r *r) *bool { return &r.MustStaple }),
		field("leaf-only", "Check the leaf alone.", boolean, func(r *r) *bool { return &r.LeafOnly }),
		field("crl", "Read the CRL also where a staple or a responder has answered.", boolean, func(r *r) *bool { return &r.CRL }),
		field("nonce", "Put a nonce into each request, and refuse an answer with another.", boolean, func(r *r) *bool { return &r.Nonce }),
		field("sha256", "Name certificates by SHA-256 (CertID) in requests.", boolean, func(r *r) *bool { return &r.SHA256 }),
		field("skew", "Time that clocks may differ, 0 for none. Default 5m.", set(span), func(r *r) **time.Duration { return &r.Skew }),
		field("max-age", "Refuse answers that are older.", span, func(r *r) *time.Duration { return &r.MaxAge }),
		field("min-remaining", "Warn of a staple or an answer that is good for less.", span, func(r *r) *time.Duration { return &r.MinRemaining }),
		field("min-days", fmt.Sprintf("Warn of a certificate that is valid for fewer days, 0 for none; thresholds.days-left makes it fail. Default %d, or a third of a shorter life.", probe.DefaultMinDays), set(count(0, 36500)), func(r *r) **int64 { return &r.MinDays }),
		field("soft-fail", "Pass certificates about which no source gave an answer; forged and expired answers still fail.", boolean, func(r *r) *bool { return &r.SoftFail }),
		field("allow-not-covered", "Pass certificates that name no responder and no CRL.", boolean, func(r *r) *bool { return &r.AllowNotCovered }),
		field("allow-private", "Ask responders on private and loopback addresses.", boolean, func(r *r) *bool { return &r.AllowPrivate }),
	}
}
