package report

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"
)

// TestJUnitHoldsTheSchema has xmllint hold every report against the schema
// that Jenkins' JUnit library came with.
func TestJUnitHoldsTheSchema(t *testing.T) {
	t.Parallel()
	schema := filepath.Join(junitPackage.unpacked(t), "test", "resources", "jenkins-junit.xsd")
	for name, r := range reports(t) {
		file := filepath.Join(t.TempDir(), name+".xml")
		if err := os.WriteFile(file, written(t, "junit", r), 0o644); err != nil {
			t.Fatal(err)
		}
		ask(t, nil, "xmllint", "--noout", "--schema", schema, file)
	}
}

// TestJUnitCounts says of each kind of finding what becomes of it: a build
// fails where the exit code says so, and nowhere else.
func TestJUnitCounts(t *testing.T) {
	t.Parallel()
	r := &Report{
		Command: "probe", Complete: true,
		Targets: []Target{{
			Target: "a", Exit: 1,
			Phases:       []Phase{{Phase: "connect", OK: false, Address: "[::1]:1"}, {Phase: "connect", OK: true}, {Phase: "tls", OK: false}},
			Certificates: []Certificate{{Subject: "CN=leaf"}, {Subject: "CN=root", Verdict: "skipped", Code: "revocation-root-skipped"}},
			Server:       &Server{NotExamined: []string{"ROLE"}},
			Findings: []Finding{
				{Code: "tls-handshake-failed", Subject: "tls", Outcome: "failed", Exit: 1},
				{Code: "ocsp-responder-timeout", Subject: "CN=leaf", Outcome: "undetermined", Exit: 3},
				{Code: "ocsp-cert-good", Subject: "CN=leaf", Outcome: "ok"},
				{Code: "memory-high", Outcome: "failed", Severity: "warning"}, // below --fail-on
				{Code: "near-expiry", Outcome: "failed", Waived: &Waiver{Reason: "soon"}},
			},
		}, {Target: "b"}},
		Traces:   []Trace{{Trace: "t"}},
		Findings: []Finding{{Code: "hit-ratio-low", Subject: "t", Outcome: "failed", Exit: 1}, {Code: "trace-malformed", Subject: "u", Outcome: "failed", Exit: 2}},
	}
	var got junitSuites
	if err := xml.Unmarshal(written(t, "junit", r), &got); err != nil {
		t.Fatal(err)
	}
	type counts struct{ tests, failures, errors, skipped int }
	want := map[string]counts{
		"a":             {8, 1, 1, 4}, // skipped: the first address, the root, ROLE, what is waived
		"b":             {1, 0, 0, 0},
		"t":             {2, 1, 0, 0},
		"vkcheck probe": {2, 1, 0, 0},
	}
	for _, s := range got.Suites {
		if c := (counts{s.Tests, s.Failures, s.Errors, s.Skipped}); c != want[s.Name] {
			t.Errorf("%s: %+v, want %+v", s.Name, c, want[s.Name])
		}
		if len(s.Cases) != s.Tests {
			t.Errorf("%s: %d cases", s.Name, len(s.Cases))
		}
	}
	if len(got.Suites) != len(want) || got.Tests != 13 || got.Failures != 3 || got.Errors != 1 {
		t.Errorf("%d suites, %d tests, %d failures, %d errors", len(got.Suites), got.Tests, got.Failures, got.Errors)
	}
}

// TestJUnitOfASkippedRoot: that it is not asked about hides nothing else of it.
func TestJUnitOfASkippedRoot(t *testing.T) {
	t.Parallel()
	r := &Report{Targets: []Target{{
		Target: "a", Certificates: []Certificate{{Subject: "CN=root", Verdict: "skipped", Code: "revocation-root-skipped"}},
		Findings: []Finding{{Code: "certificate-expires-soon", Subject: "CN=root", Severity: "warning", Message: "it expires soon"}},
	}}}
	var got junitSuites
	if err := xml.Unmarshal(written(t, "junit", r), &got); err != nil {
		t.Fatal(err)
	}
	if c := got.Suites[0].Cases[0]; c.Skipped != nil || c.Out != "warning: root: it expires soon [certificate-expires-soon]" {
		t.Errorf("%+v", c)
	}
}
