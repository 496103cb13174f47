package lab

import (
	"slices"
	"strings"
)

// forgeryScenarios makes two scenarios of each row of [Forgeries]: it is
// stapled while the responder says good, and the responder gives it where
// nothing is stapled. Those that answer a nonce need a request: see
// policyScenarios.
func forgeryScenarios() (stapled, asked []Scenario) {
	for _, f := range Forgeries() {
		if f.Nonce {
			continue
		}
		about := strings.ReplaceAll(f.Name, "-", " ")
		staple := Scenario{
			Name: "staple-" + f.Name, About: "stapled: " + about + "; the responder says good",
			Staple: StapleState{Forgery: f.Name}, Want: f.want("good", settled(f.Code)), Source: f.Source,
		}
		if staple.Want.Probe.Severity == "error" {
			// RFC 6066 8 ends the handshake, and vkcheck asks the responder.
			staple.Must = Either
		}
		stapled = append(stapled, staple)
		answer := Scenario{
			Name: "responder-" + f.Name, About: "the responder answers: " + about,
			Responder: ResponderState{Forgery: f.Name}, Want: f.want("undetermined", unknown(f.Code)), Source: f.Source,
		}
		if f.Name == "nonce-unasked" {
			// It is another than that of a client that sends one.
			answer.Must = Either
		}
		asked = append(asked, answer)
	}
	return stapled, asked
}

// want is what vkcheck must report of the response. One that is badly made
// says nothing, and leaves what else there is; one that was forged, replayed
// or kept too long is a failure whatever else is there.
func (f Forgery) want(left string, badlyMade Result) Want {
	switch {
	case f.Code == good.Code:
		return both("good", good)
	case f.Code == revoked.Code:
		return both("revoked", revoked)
	case f.Code == "ocsp-cert-unknown":
		return both("unknown", fatal(f.Code))
	case slices.Contains(falsified, f.Code):
		return both(left, fatal(f.Code))
	}
	return both(left, badlyMade)
}

// falsified are the codes of a response that is not what it says, not for
// this certificate, or not for this time.
var falsified = []string{
	"ocsp-certid-issuer-mismatch",
	"ocsp-delegate-expired",
	"ocsp-delegate-key-usage",
	"ocsp-delegate-missing-eku",
	"ocsp-delegate-not-issued-by-issuer",
	"ocsp-delegate-not-yet-valid",
	"ocsp-delegate-wrong-issuer",
	"ocsp-no-matching-response",
	"ocsp-responder-id-mismatch",
	"ocsp-response-expired",
	"ocsp-response-not-yet-valid",
	"ocsp-signature-invalid",
	"ocsp-signature-md5",
	"ocsp-signature-missing",
}

// findForgery gives the row of a name, which must be there.
func findForgery(name string) Forgery {
	all := Forgeries()
	return all[slices.IndexFunc(all, func(f Forgery) bool { return f.Name == name })]
}
