package lab

import "golang.org/x/crypto/ocsp"

// stapleScenarios are about the staple; forgeryScenarios has many more.
var stapleScenarios = []Scenario{
	{
		Name: "revoked-staple", About: "the staple says revoked, the responder good",
		Staple: StapleState{Answer: &Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise}},
		Want:   both("revoked", revoked), Source: "RFC 6960 2.2: a revocation is final",
	},
	{
		Name: "forged-staple", About: "the staple is signed by an impostor, the responder says good",
		Staple: StapleState{Answer: &Answer{}, Forged: true},
		Want:   both("good", fatal("ocsp-signature-invalid")), Source: "RFC 6960 3.2 (2), RFC 6066 8",
	},
	{
		Name: "expired-staple", About: "the staple's nextUpdate is past, the responder says good",
		Staple: StapleState{Answer: &Answer{}, Expired: true},
		Want:   both("good", fatal("ocsp-response-expired")), Source: "RFC 6960 3.2 (6), RFC 6066 8",
	},
	{
		Name: "staple-try-later", About: "the server staples the error tryLater, the responder says good",
		Staple: StapleState{Answer: &Answer{Raw: ocsp.TryLaterErrorResponse}}, Must: Either,
		Want: both("good", settled("ocsp-responder-try-later")), Source: "RFC 6066 8: a staple that is not satisfactory ends the handshake; the responder can be asked instead",
	},
	{
		Name: "must-staple", About: "the certificate demands a staple, and a good one is there",
		Certificate: Certificate{MustStaple: true}, Staple: StapleState{Answer: &Answer{}},
		Want: both("good", good), Source: "RFC 7633 4.2.2",
	},
	{
		Name: "must-staple-missing", About: "the certificate demands a staple, the server sends none",
		Certificate: Certificate{MustStaple: true},
		Want:        both("good", fatal("must-staple-missing")), Source: "RFC 7633 4.3.3",
	},
	{
		Name: "must-staple-expired", About: "the certificate demands a staple, and the staple's nextUpdate is past",
		Certificate: Certificate{MustStaple: true}, Staple: StapleState{Answer: &Answer{}, Expired: true},
		Want: both("good", fatal("ocsp-response-expired")), Source: "RFC 7633 4.2.2, RFC 6960 3.2 (6)",
	},
	{
		Name: "must-staple-unsatisfiable", About: "the certificate demands a staple and names no responder that could give one",
		Certificate: Certificate{MustStaple: true, NoResponder: true},
		Want:        both("not-covered", failed("must-staple-unsatisfiable")), Source: "RFC 7633 4.2.2",
	},
}
