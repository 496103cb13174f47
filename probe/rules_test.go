package probe

import (
	"crypto/x509"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// TestRules says what a status is worth under each rule: severity, outcome
// and code of every finding.
func TestRules(t *testing.T) {
	t.Parallel()
	cert := &x509.Certificate{}
	down := ocspcheck.Attempt{Mechanism: ocspcheck.MechanismOCSP, Err: errors.New("down")}
	good := func(m ocspcheck.Mechanism) ocspcheck.Attempt { return ocspcheck.Attempt{Mechanism: m} }
	status := func(v ocspcheck.Verdict, code string, codes []string, attempts ...ocspcheck.Attempt) ocspcheck.Status {
		return ocspcheck.Status{Cert: cert, Verdict: v, Code: code, Codes: codes, Attempts: attempts}
	}
	var (
		stapled = status(ocspcheck.Good, "ocsp-cert-good", nil, good(ocspcheck.MechanismStaple))
		asked   = status(ocspcheck.Good, "ocsp-cert-good", []string{"ocsp-signature-sha1"}, good(ocspcheck.MechanismOCSP))
		listed  = status(ocspcheck.Good, "ocsp-cert-good", []string{"ocsp-responder-refused"}, down, good(ocspcheck.MechanismCRL))
		nobody  = status(ocspcheck.Undetermined, "ocsp-responder-refused", nil, down)
		forged  = status(ocspcheck.Undetermined, "ocsp-signature-invalid", nil, down)
		bare    = status(ocspcheck.NotCovered, "revocation-not-covered", nil)
		root    = status(ocspcheck.Skipped, "revocation-root-skipped", nil)
	)
	const (
		isGood      = "info ok ocsp-cert-good"
		sha1        = "warning ok ocsp-signature-sha1"
		notRequired = "critical failed revocation-required-missing"
	)
	for _, tt := range []struct {
		name   string
		rules  Rules
		place  int
		status ocspcheck.Status
		want   string
	}{
		{"none", Rules{}, 0, asked, isGood + ", " + sha1},
		{"none, and nobody answers", Rules{}, 0, nobody, "error undetermined ocsp-responder-refused"},

		{"strict", Rules{Strict: true}, 0, asked, isGood + ", error failed ocsp-signature-sha1"},
		{"strict, and nothing to warn of", Rules{Strict: true}, 0, stapled, isGood},

		{"soft", Rules{SoftFail: true}, 0, nobody, "error ok ocsp-responder-refused, warning ok policy-soft-failed"},
		{"soft, but forged", Rules{SoftFail: true}, 0, forged, "critical failed ocsp-signature-invalid"},
		{"soft, but nobody could tell", Rules{SoftFail: true}, 0, bare, "error undetermined revocation-not-covered"},
		{"not covered allowed", Rules{AllowNotCovered: true}, 0, bare, "info ok revocation-not-covered"},

		{"staple required and there", Rules{Require: RequireStaple}, 0, stapled, isGood},
		{"staple required, asked", Rules{Require: RequireStaple}, 0, asked, isGood + ", " + sha1 + ", " + notRequired},
		{"staple required of the leaf alone", Rules{Require: RequireStaple}, 1, asked, isGood + ", " + sha1},
		{"OCSP required, stapled", Rules{Require: RequireOCSP}, 0, stapled, isGood},
		{"OCSP required, asked", Rules{Require: RequireOCSP}, 1, asked, isGood + ", " + sha1},
		{"CRL required, stapled", Rules{Require: RequireCRL}, 0, stapled, isGood + ", " + notRequired},
		{"CRL required and read", Rules{Require: RequireCRL}, 0, listed, isGood + ", error ok ocsp-responder-refused"},
		{"any required, nobody answers", Rules{Require: RequireAny}, 0, nobody, "error undetermined ocsp-responder-refused, " + notRequired},
		{"any required, not covered", Rules{Require: RequireAny, AllowNotCovered: true}, 0, bare, "info ok revocation-not-covered, " + notRequired},
		{"any required, not of the root", Rules{Require: RequireAny}, 2, root, "info ok revocation-root-skipped"},

		{"raised", Rules{Severities: map[string]Severity{"ocsp-signature-sha1": Critical}}, 0, asked, isGood + ", critical failed ocsp-signature-sha1"},
		{"raised, and nobody answers", Rules{Severities: map[string]Severity{"ocsp-responder-refused": Error}}, 0, nobody, "error failed ocsp-responder-refused"},
		{"raised, and another answers", Rules{Severities: map[string]Severity{"ocsp-responder-refused": Error}}, 0, listed, isGood + ", error failed ocsp-responder-refused"},
		{"lowered", Rules{Severities: map[string]Severity{"ocsp-responder-refused": Warning}}, 0, nobody, "warning ok ocsp-responder-refused"},
		{"lowered, though strict", Rules{Strict: true, Severities: map[string]Severity{"ocsp-signature-sha1": Info}}, 0, asked, isGood + ", info failed ocsp-signature-sha1"},
		{"a failure stays one at a lower level", Rules{Severities: map[string]Severity{"ocsp-signature-invalid": Warning}}, 0, forged, "warning failed ocsp-signature-invalid"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			findings := tt.rules.findings(CommandOCSP, "CN=x", tt.place, tt.status)
			tt.rules.Apply(findings)
			var got []string
			for _, f := range findings {
				got = append(got, f.Severity+" "+f.Outcome+" "+f.Code)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseSeverities(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ override, want string }{
		{"ocsp-signature-sha1=error", ""},
		{"ocsp-signature-sha=error", `there is no code "ocsp-signature-sha": did you mean "ocsp-signature-sha1"?`},
		{"zzz=error", `there is no code "zzz": vkcheck explain --list shows them`},
		{"ocsp-signature-sha1=loud", `"loud" is none of info, warning, error, critical`},
		{"ocsp-signature-sha1", `"ocsp-signature-sha1" is not CODE=SEVERITY`},
	} {
		got := ""
		if _, err := ParseSeverities([]string{tt.override}); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.override, got, tt.want)
		}
	}
}
