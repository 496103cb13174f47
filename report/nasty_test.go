package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hostile is what a server may say: what commands a terminal, ends an element,
// a cell, a line or a string, runs in a browser, or turns the direction.
const hostile = "\x00\x1b[2J\u202eevil\u202c ]]> <script>alert(1)</script> <!-- & \" ' ` \\ | ::error::x %0A * _ ~ # @user http://x.example \u0085\u009b2J\x7f\u2028\ufeff\U000e0001\U0001f600 \xff\r\n| a | b |\n::warning::y\n---\n"

// nasty is a report in which every text is hostile, and one is long.
func nasty() *Report {
	r := sample()
	r.Targets[0].Target, r.Targets[0].Name = "t "+hostile, hostile
	s := r.Targets[0].Server
	s.Flavour, s.Version, s.Mode, s.Role = hostile, hostile, hostile, hostile
	s.NotExamined = []string{hostile}
	r.Targets[0].Session.User = hostile
	r.Targets[0].Phases[0].Seconds, r.Targets[0].Phases[0].Error, r.Targets[0].Phases[1].Address = 12.5, hostile, hostile
	c := &r.Targets[0].Certificates[0]
	c.Subject, c.Issuer, c.Names, c.Responder, c.Attempts[0].URL = "CN="+hostile, hostile, []string{hostile}, hostile, hostile
	f := &r.Targets[0].Findings[0]
	f.Subject, f.Message, f.Hint, f.Evidence, f.Waived, f.Exit = "CN="+hostile, hostile, hostile, strings.Repeat(hostile, 10_000/len(hostile)+1), nil, 1
	r.Targets[0].Findings = append(r.Targets[0].Findings, Finding{Code: "near-expiry", Severity: "warning", Outcome: "ok", Message: hostile, Waived: &Waiver{Reason: hostile, Until: hostile}})
	r.Traces[0].Trace, r.Traces[0].Name = hostile, hostile
	r.Traces[0].Detail.Keys[0].Name = hostile
	r.Findings = append(r.Findings, Finding{Code: "trace-malformed", Severity: "error", Outcome: "failed", Exit: 2, Subject: hostile, Message: hostile, Evidence: hostile})
	return r
}

// many are n targets with all results.
func many(n int) *Report {
	r := &Report{Schema: Schema, Command: "probe", Version: "1.0.0", Time: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Complete: true, Exit: 1, Findings: []Finding{}}
	for i := range n {
		t := sample().Targets[0]
		t.Target, t.Name = strings.Repeat("x", i%7)+".cache.example:6380", ""
		t.Exit = []int{0, 0, 0, 1, 3}[i%5]
		switch t.Exit {
		case 0:
			t.Findings, t.Certificates[0].Verdict, t.Certificates[0].RevokedAt = []Finding{}, "good", nil
		case 1:
			t.Findings[0].Waived, t.Findings[0].Exit = nil, 1
		case 3:
			t.Certificates, t.Server, t.Session, t.TLS, t.Timings = nil, nil, nil, nil, nil
			t.Phases = t.Phases[:1]
			t.Findings = []Finding{{Code: "connection-refused", Severity: "error", Outcome: "undetermined", Subject: "connect", Message: "nothing listens there", Hint: "start the server", Evidence: "connect: connection refused", Exit: 3}}
		}
		r.Targets = append(r.Targets, t)
	}
	return r
}

// reports are what every format has to write: made by hand, and of real runs,
// which vkcheck wrote with -o json=report/testdata/real/NAME.json.
func reports(t *testing.T) map[string]*Report {
	t.Helper()
	all := map[string]*Report{
		"sample": sample(), "nasty": nasty(), "many": many(12),
		"empty": {Schema: Schema, Command: "probe", Version: "1", Complete: true, Findings: []Finding{}},
	}
	files, err := filepath.Glob(filepath.Join("testdata", "real", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no real reports: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r := new(Report)
		if err := json.Unmarshal(text, r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = r
	}
	return all
}
