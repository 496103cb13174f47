package gate

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// run runs the gate of a text, and gives the codes of the run itself.
func run(t *testing.T, text string) (*report.Report, []string) {
	t.Helper()
	r := &report.Report{Time: noon}
	if err := loaded(t, text).Run(t.Context(), r, RunOptions{Parallel: 2}); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	return r, codes
}

// TestRunOfUnreachedTargets: nobody knows whether what is waived of them is cured,
// whichever of them are reached; what is waived of none is.
func TestRunOfUnreachedTargets(t *testing.T) {
	t.Parallel()
	const text = `
targets: [{target: "127.0.0.1:1", name: a}, {target: "127.0.0.1:2", name: b}]
waivers:
  - {code: expired, target: a, reason: so, until: 2027-11-23}
  - {code: expired, target: b, reason: so, until: 2027-11-23}
  - {code: expired, target: c, reason: so, until: 2027-11-23}
`
	r, _ := run(t, text)
	var unused []string
	for _, f := range r.Findings {
		if f.Code == CodeWaiverUnused {
			unused = append(unused, f.Subject)
		}
	}
	if !slices.Equal(unused, []string{"vkcheck.yaml:6:5"}) {
		t.Errorf("unused are the waivers of %q", unused)
	}
}

// TestRunWaivesTracesByFile and by name: the one is the subject of a finding as
// simulated, both together are that of the report.
func TestRunWaivesTracesByFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keys.txt")
	if err := os.WriteFile(file, []byte("a\nb\nc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{file, "mine (" + file + ")"} {
		r, codes := run(t, `
traces: [{trace: "`+file+`", name: mine, format: keys, policy: lru, size: 10, min-hit-ratio: 0.9}]
waivers: [{code: hit-ratio-low, subject: "`+subject+`", reason: so, until: 2027-11-23}]
`)
		if !slices.Equal(codes, []string{probe.CodeHitRatioLow}) || r.Findings[0].Waived == nil {
			t.Errorf("%s: %+v", subject, r.Findings)
		}
	}
}

// TestPolicy: no skew is none, and a CRL that must answer is read though another
// source has answered.
func TestPolicy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		skew time.Duration
		crl  bool
	}{
		"{}":             {0, false},
		"{skew: 0}":      {-1, false},
		"{skew: 2m}":     {2 * time.Minute, false},
		"{require: crl}": {0, true},
		"{require: any}": {0, false},
		"{crl: true}":    {0, true},
	} {
		p := loaded(t, "defaults: {revocation: "+text+"}").Defaults.Policy()
		if p.Skew != want.skew || p.CRL != want.crl {
			t.Errorf("%s: skew %v, CRL %v", text, p.Skew, p.CRL)
		}
	}
}
