package lab

import (
	"crypto/x509"
	"crypto/x509/pkix"

	"golang.org/x/crypto/ocsp"
)

// policyScenarios are about what is asked for: the same server passes for one
// and fails for another.
var policyScenarios = []Scenario{
	{
		Name: "nonce-echoed", About: "the responder echoes the nonce", Flags: []string{"--nonce"},
		Responder: ResponderState{Answer: Answer{EchoNonce: true}},
		Want:      both("good", good), Source: "RFC 9654 2.1",
	},
	{
		Name: "nonce-wrong", About: "the responder answers with another nonce", Flags: []string{"--nonce"},
		Responder: ResponderState{Answer: Answer{Extensions: []pkix.Extension{nonceExtension([]byte{1, 2, 3})}}},
		Want:      both("undetermined", fatal("ocsp-nonce-mismatch")), Source: "RFC 9654 2.1",
	},
	{
		Name: "nonce-missing", About: "the responder answers without a nonce", Flags: []string{"--nonce"},
		Want: both("good", noted("ocsp-nonce-missing")), Source: "RFC 5019 4: a responder may sign in advance",
	},
	{
		Name: "staple-required", About: "a staple must answer, and there is none", Flags: []string{"--require", "staple"},
		Want: both("good", fatal("revocation-required-missing")), Source: "the user demands it",
	},
	{
		Name: "staple-demanded", About: "a staple must be there, although the certificate does not say so", Flags: []string{"--must-staple"},
		Want: both("good", fatal("must-staple-missing")), Source: "the user demands it",
	},
	{
		Name: "crl-besides", About: "the responder says good, the CRL lists the certificate", Flags: []string{"--crl"},
		CRL:  CRLState{Named: true, Listed: true},
		Want: both("revoked", crlRevoked), Source: "RFC 5280 6.3.3: a revocation is final",
	},
	{
		Name: "staple-contradicted", About: "the staple says good, the CRL lists the certificate", Flags: []string{"--crl"},
		Staple: StapleState{Answer: &Answer{}}, CRL: CRLState{Named: true, Listed: true},
		Want: both("revoked", fatal("staple-conflicts-with-responder")), Source: "RFC 6960 2.2: a revocation is final",
	},
	{
		Name: "leaf-alone", About: "the intermediate is revoked, the leaf alone is of interest", Flags: []string{"--leaf-only"},
		Certificate: Certificate{Issuer: "revoked"},
		Want:        both("good", noted("revocation-leaf-only")), Source: "the user wants it so",
	},
	{
		Name: "soft-fail", About: "nobody answers, and that passes", Flags: []string{"--soft-fail"},
		Responder: ResponderState{Down: true},
		Want:      both("undetermined", warned("policy-soft-failed")), Source: "the user wants it so",
	},
	{
		Name: "soft-fail-revoked", About: "soft failure does not pass a revoked certificate", Flags: []string{"--soft-fail"},
		Responder: ResponderState{Answer: Answer{Status: ocsp.Revoked}},
		Want:      both("revoked", revoked), Source: "RFC 6960 2.2: a revocation is final",
	},
	{
		Name: "not-covered-allowed", About: "the certificate names no source, and that passes", Flags: []string{"--allow-not-covered"},
		Certificate: Certificate{NoResponder: true},
		Want:        both("not-covered", noted("revocation-not-covered")), Source: "the user wants it so",
	},
	{
		Name: "good-for-too-short", About: "the answer is good for an hour, two are asked for", Flags: []string{"--min-remaining", "2h", "--fail-on", "warning"},
		Want: both("good", Result{1, "ocsp-response-expires-soon", "warning"}), Source: "the user demands it",
	},
	{
		Name: "too-old", About: "the answer is a minute old, a second is allowed", Flags: []string{"--max-age", "1s", "--skew", "0"},
		Want: both("undetermined", unknown("ocsp-response-too-old")), Source: "RFC 6960 3.2 (5): sufficiently recent",
	},
	{
		Name: "strict-sha1", About: "the answer is signed with SHA-1, and no warning passes", Flags: []string{"--strict"},
		Responder: ResponderState{Answer: Answer{Algorithm: x509.ECDSAWithSHA1}},
		Want:      both("good", failed("ocsp-signature-sha1")), Source: "RFC 9155 3",
	},
}
