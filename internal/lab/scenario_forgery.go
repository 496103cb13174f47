package lab

import (
	"slices"
	"strings"
)

// forgeryScenarios makes two scenarios of each row of [Forgeries]: it is
// stapled while the responder says good, and the responder gives it where
// nothing is stapled. Those that answer a nonce need a request: see
// policyScenarios.
func forgeryScenarios() []Scenario {
	var stapled, asked []Scenario
	for _, f := range Forgeries() {
		if f.Nonce {
			continue
		}
		about := strings.ReplaceAll(f.Name, "-", " ")
		stapled = append(stapled, Scenario{
			Name: "staple-" + f.Name, About: "stapled: " + about + "; the responder says good",
			Staple: StapleState{Forgery: f.Name}, Want: f.want(Want{"good", good, good}, 0), Source: f.Source,
		})
		asked = append(asked, Scenario{
			Name: "responder-" + f.Name, About: "the responder answers: " + about,
			Responder: ResponderState{Forgery: f.Name}, Want: f.want(Want{Verdict: "undetermined"}, 3), Source: f.Source,
		})
	}
	return slices.Concat(stapled, asked)
}

// want is what a client must report that sees the response and nothing else
// but what left says. One that is badly made says nothing, and exits with
// bad; one that was forged, replayed or kept too long is a failure whatever
// else is there.
func (f Forgery) want(left Want, bad int) Want {
	result := Result{1, f.Code}
	switch f.Code {
	case good.Code:
		return Want{"good", good, good}
	case revoked.Code:
		return Want{"revoked", revoked, revoked}
	case "ocsp-cert-unknown":
		return Want{"unknown", result, result}
	}
	if !slices.Contains(falsified, f.Code) {
		result.Exit = bad
	}
	return Want{left.Verdict, result, result}
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
