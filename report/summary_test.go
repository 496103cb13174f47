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
	r.Targets = append(r.Targets, Target{Target: "d:1"})
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
│ d:1         │ ok           │                  │                   │
└─────────────┴──────────────┴──────────────────┴───────────────────┘
4 targets: 2 ok, 1 failed, 1 undetermined
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
