package report

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestSummary gives many targets a table of their own, in which each is
// remembered for its worst finding; a waived one is not.
func TestSummary(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	ended := at.Add(-time.Hour)
	r := &Report{Time: at, Complete: true, Targets: []Target{
		{Target: "a:1", Certificates: []Certificate{{Verdict: "good", NotAfter: &at}}},
		{Target: "b:1", Exit: 1, Certificates: []Certificate{{Verdict: "revoked", NotAfter: &ended}}, Findings: []Finding{
			{Code: "near-expiry", Severity: "warning", Message: "soon"},
			{Code: "ocsp-cert-revoked", Severity: "critical", Message: "revoked", Subject: "CN=leaf,O=x"},
			{Code: "expired", Severity: "critical", Message: "over", Waived: &Waiver{}},
		}},
		{Target: "c:1", Exit: 3, Name: "third", Findings: []Finding{{Code: "tracking-off", Severity: "info", Message: "none"}}},
	}}
	if r.View().Summary != nil {
		t.Error("a few targets have a summary")
	}
	r.Targets = append(r.Targets, Target{Target: "d:1", Exit: 3, Findings: []Finding{
		{Code: "near-expiry", Severity: "warning", Message: "soon"},
		{Code: "crl-scheme-ldap", Severity: "info", Message: "not asked", Exit: 3},
	}})
	var b bytes.Buffer
	if err := Write(&b, "table", r, Options{}); err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(b.String(), "\n\nsummary\n")
	const want = `┌─────────────┬──────────────┬──────────────────┬───────────────────┐
│ target      │ result       │ certificate      │ finding           │
├─────────────┼──────────────┼──────────────────┼───────────────────┤
│ a:1         │ ok           │ good, 0 min      │                   │
│ b:1         │ failed       │ revoked, 1 h ago │ ocsp-cert-revoked │
│ third (c:1) │ undetermined │                  │                   │
│ d:1         │ undetermined │                  │ crl-scheme-ldap   │
└─────────────┴──────────────┴──────────────────┴───────────────────┘
4 targets: 1 ok, 1 failed, 2 undetermined
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSummaryOfTheRun: what fails a run without any target is not left out of
// its last line.
func TestSummaryOfTheRun(t *testing.T) {
	t.Parallel()
	r := &Report{Command: "gate", Exit: 1, Complete: true, Targets: []Target{{Target: "a:1"}, {Target: "b:1"}, {Target: "c:1"}, {Target: "d:1"}}, Findings: []Finding{
		{Code: "trace-empty", Exit: 3}, {Code: "hit-ratio-low", Exit: 1}, {Code: "gate-waiver-unused"}, {Code: "hit-ratio-low", Exit: 1},
	}}
	const want = "4 targets: 4 ok\nthe run as a whole: failed: trace-empty, hit-ratio-low\n"
	if got := string(written(t, "table", r)); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, format := range []string{"html", "markdown"} {
		if got := string(written(t, format, r)); !strings.Contains(got, "the run as a whole: failed: trace-empty, hit-ratio-low") {
			t.Errorf("%s does not say it:\n%s", format, got)
		}
	}
}
