package gate

import (
	"maps"
	"time"

	"github.com/vkcheck/vkcheck/internal/nearest"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
)

// Settings say how a target is examined, and what is healthy. Those of a
// target are read over those of its module, and these over the defaults.
type Settings struct {
	// Check is [probe.CommandProbe], or [probe.CommandOCSP] for the certificates
	// alone, without any credential.
	Check       string
	Timeout     time.Duration // for a target, second opinions included
	Count       int64         // connections one after another, for p99
	Interval    time.Duration // between them
	Concurrency int64         // connections at once, each with Count PINGs; 0 is none
	Tracking    bool          // writes a key, to see that its invalidation comes
	AllNodes    bool          // examine what the target knows of, too
	Connection  Connection
	Revocation  Revocation
	Strict      bool // every warning is a failure
	Severity    map[string]probe.Severity
	Thresholds  Thresholds
}

// DefaultTimeout is the time for a target.
const DefaultTimeout = 10 * time.Second

func newSettings() (s Settings) {
	for _, k := range settingsKeys(whole) {
		k.unset(&s)
	}
	return s
}

// settingsKeys are the keys of Settings in a T.
func settingsKeys[T any](at func(*T) *Settings) []key[T] {
	type s = Settings
	in := func(field func(*s) *string) func(*T) *string { return func(t *T) *string { return field(at(t)) } }
	return []key[T]{
		field("check", "What to examine: probe, every step of a connection and the certificates; or ocsp, the certificates alone and without any credential. Default probe.",
			choice(probe.CommandProbe, probe.CommandOCSP).or(probe.CommandProbe), in(func(s *s) *string { return &s.Check })),
		field("timeout", "Time for one target, second opinions included, and for each further connection of count: 10s, or a number of seconds. Default 10s.",
			duration.or(DefaultTimeout), func(t *T) *time.Duration { return &at(t).Timeout }),
		field("count", "How many connections to make, one after another, for the threshold p99. Default 1.",
			count(1, 10_000).or(1), func(t *T) *int64 { return &at(t).Count }),
		field("interval", "Time between two of them. Default none.",
			span, func(t *T) *time.Duration { return &at(t).Interval }),
		field("concurrency", "How many connections to hold at once, and send count PINGs over each. Default none.",
			count(0, 10_000), func(t *T) *int64 { return &at(t).Concurrency }),
		field("tracking", "Write a key, vkcheck:tracking:..., to see that its invalidation comes; it is deleted. Default false.",
			boolean, func(t *T) *bool { return &at(t).Tracking }),
		field("all-nodes", "Examine every node that the target knows of, too: of its cluster, its Sentinels, its replication. Default false.",
			boolean, func(t *T) *bool { return &at(t).AllNodes }),
		connectionKey(func(t *T) *Connection { return &at(t).Connection }),
		section("revocation", "What an answer about revocation must be worth.", "revocation", revocationKeys,
			func(t *T) *Revocation { return &at(t).Revocation }),
		field("strict", "Every warning is a failure. Default false.",
			boolean, func(t *T) *bool { return &at(t).Strict }),
		severityKey(func(t *T) *map[string]probe.Severity { return &at(t).Severity }),
		section("thresholds", "What is healthy. A threshold that is null takes back a default.", "thresholds", thresholdKeys,
			func(t *T) *Thresholds { return &at(t).Thresholds }),
	}
}

// severityKey is the key with other severities for codes.
func severityKey[T any](at func(*T) *map[string]probe.Severity) key[T] {
	levels := choice(probe.Info, probe.Warning, probe.Error, probe.Critical)
	return key[T]{
		name: "severity", doc: "Other severities for codes: error and critical make a code a failure, info and warning let pass what is undetermined.",
		schema: schema{"type": "object", "propertyNames": reference("code"), "additionalProperties": nullable(levels.schema)},
		read: func(r *reader, n *node, to *T) {
			if n.kind != mapping {
				r.fail(n, "severity is a mapping of codes to severities, not %s", n.kind)
				return
			}
			all := maps.Clone(*at(to))
			if all == nil {
				all = map[string]probe.Severity{}
			}
			for _, p := range n.pairs {
				code := p.key.text
				_, known := probe.Lookup(code)
				switch {
				case !known:
					r.fail(p.key, "%v", nearest.Unknown("code", code, probe.Codes()))
				case p.value.kind == null:
					delete(all, code)
				default:
					if level, ok := levels.read(r, p.value, code); ok {
						all[code] = level
					}
				}
			}
			*at(to) = all
		},
		unset: func(to *T) { *at(to) = nil },
	}
}

// Rules are the rules for findings.
func (s Settings) Rules() probe.Rules {
	var minDays *int
	if d := s.Revocation.MinDays; d != nil {
		n := int(*d)
		minDays = &n
	}
	return probe.Rules{
		MinDays: minDays,
		Require: s.Revocation.Require, SoftFail: s.Revocation.SoftFail, AllowNotCovered: s.Revocation.AllowNotCovered,
		Strict: s.Strict, Severities: s.Severity,
	}
}

// Policy is what the checker of certificates goes by.
func (s Settings) Policy() ocspcheck.Policy {
	r := s.Revocation
	p := ocspcheck.Policy{
		CRL:        r.CRL || r.Require == probe.RequireCRL,
		MustStaple: r.MustStaple, LeafOnly: r.LeafOnly, Nonce: r.Nonce, SHA256: r.SHA256, AllowPrivate: r.AllowPrivate,
		MaxAge: r.MaxAge, MinRemaining: r.MinRemaining,
	}
	if r.Skew != nil {
		if p.Skew = *r.Skew; p.Skew == 0 {
			p.Skew = -1 // none: 0 is the default
		}
	}
	return p
}
