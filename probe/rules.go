package probe

import (
	"fmt"
	"strings"

	"github.com/vkcheck/vkcheck/internal/nearest"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

// The codes of what the user's own rules say.
const (
	CodeRequiredMissing = "revocation-required-missing" // [Rules.Require]
	CodeSoftFailed      = "policy-soft-failed"          // [Rules.SoftFail]
	CodeOffline         = "policy-offline"              // judged from files
)

// Rules say what findings are worth in this run. They change no verdict.
type Rules struct {
	// AllowNotCovered passes certificates that name no source at all.
	AllowNotCovered bool
	// SoftFail passes certificates whose sources gave no valid answer, unless
	// one of them was forged, replayed or expired.
	SoftFail bool
	// Strict makes a failure of every warning.
	Strict bool
	// Require is the source that must have given a valid answer.
	Require Requirement
	// MinDays is how many days before its end a certificate is warned of; nil
	// is [DefaultMinDays], or a third of a shorter life.
	MinDays *int
	// Severities override the table: error and critical make the code a
	// failure, info and warning let pass what is undetermined.
	Severities map[string]Severity
}

// Requirement is a source that must have given a valid answer, for every
// certificate below the root but for RequireStaple, which is for the leaf:
// TLS staples for no other.
type Requirement string

// The requirements. An OCSP response may come from anywhere: stapled, asked
// for or stored.
const (
	RequireNothing Requirement = ""
	RequireStaple  Requirement = "staple"
	RequireOCSP    Requirement = "ocsp"
	RequireCRL     Requirement = "crl"
	RequireAny     Requirement = "any"
)

// ParseRequirement reads staple, ocsp, crl, any, or nothing.
func ParseRequirement(s string) (Requirement, error) {
	switch r := Requirement(s); r {
	case RequireNothing, RequireStaple, RequireOCSP, RequireCRL, RequireAny:
		return r, nil
	}
	return "", fmt.Errorf("%q is none of staple, ocsp, crl, any", s)
}

// ParseSeverities reads overrides of the form CODE=SEVERITY.
func ParseSeverities(overrides []string) (map[string]Severity, error) {
	severities := map[string]Severity{}
	for _, o := range overrides {
		code, level, found := strings.Cut(o, "=")
		if !found {
			return nil, fmt.Errorf("%q is not CODE=SEVERITY", o)
		}
		if _, ok := Lookup(code); !ok {
			return nil, unknownCode(code)
		}
		if _, ok := severityRank[Severity(level)]; !ok {
			return nil, fmt.Errorf("%q is none of info, warning, error, critical", level)
		}
		severities[code] = Severity(level)
	}
	return severities, nil
}

// unknownCode suggests a code, but does not list them all.
func unknownCode(code string) error {
	if near := nearest.To(code, Codes()); near != "" {
		return fmt.Errorf("there is no code %q: did you mean %q?", code, near)
	}
	return fmt.Errorf("there is no code %q: vkcheck explain --list shows them", code)
}

// Apply gives findings their severity and outcome under the rules; an
// override stands above Strict.
func (r Rules) Apply(findings []report.Finding) {
	for i := range findings {
		f := &findings[i]
		if r.Strict && f.Severity == string(Warning) {
			f.Severity, f.Outcome = string(Error), string(Failed)
		}
		level, overridden := r.Severities[f.Code]
		if !overridden {
			continue
		}
		f.Severity = string(level)
		switch {
		case severityRank[level] >= severityRank[Error]:
			f.Outcome = string(Failed)
		case Outcome(f.Outcome) == Undetermined:
			f.Outcome = string(OK)
		}
	}
}

// missing says whether the required source gave no valid answer for the
// certificate at this place of the chain.
func (r Rules) missing(place int, s ocspcheck.Status) bool {
	if r.Require == RequireNothing || s.Verdict == ocspcheck.Skipped || r.Require == RequireStaple && place > 0 {
		return false
	}
	for _, a := range s.Attempts {
		if a.Err == nil && r.Require.metBy(a.Mechanism) {
			return false
		}
	}
	return true
}

func (r Requirement) metBy(m ocspcheck.Mechanism) bool {
	switch m {
	case ocspcheck.MechanismStaple:
		return r != RequireCRL
	case ocspcheck.MechanismStore, ocspcheck.MechanismOCSP:
		return r == RequireOCSP || r == RequireAny
	case ocspcheck.MechanismCRL:
		return r == RequireCRL || r == RequireAny
	}
	return false
}
