package probe

import (
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/report"
)

func TestExit(t *testing.T) {
	t.Parallel()
	of := func(codes ...string) []report.Finding {
		var fs []report.Finding
		for _, code := range codes {
			fs = append(fs, finding(CommandOCSP, code, "", "", ""))
		}
		return fs
	}
	waived := of("ocsp-cert-revoked")
	waived[0].Waived = &report.Waiver{Reason: "so"}
	for _, tt := range []struct {
		name     string
		failOn   string
		findings []report.Finding
		want     int
	}{
		{"nothing", "error", nil, ExitOK},
		{"good", "error", of("ocsp-cert-good"), ExitOK},
		{"revoked", "error", of("ocsp-cert-good", "ocsp-cert-revoked"), ExitFailed},
		{"undetermined", "error", of("ocsp-responder-refused"), ExitUndetermined},
		{"failed before undetermined", "error", of("ocsp-responder-refused", "ocsp-cert-revoked"), ExitFailed},
		{"usage before failed", "error", of("ocsp-cert-revoked", "cert-file-missing"), ExitUsage},
		{"waived", "error", waived, ExitOK},
		{"never", "never", of("ocsp-cert-revoked"), ExitOK},
		{"never does not hide usage", "never", of("cert-file-missing"), ExitUsage},
		{"never does not hide undetermined", "never", of("ocsp-responder-refused"), ExitUndetermined},
		{"a failed warning passes by default", "error", of("cluster-ask"), ExitOK},
		{"HELLO demanded and unknown", "error", of("hello-unsupported"), ExitFailed},
		{"a failed warning fails on warning", "warning", of("cluster-ask"), ExitFailed},
		{"an ok warning never fails", "warning", of("ocsp-signature-sha1"), ExitOK},
		{"an error passes on critical", "critical", of("client-cert-required", "missing-intermediate"), ExitOK},
	} {
		f, err := ParseFailOn(tt.failOn)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Exit(tt.findings); got != tt.want {
			t.Errorf("%s: exit %d, want %d", tt.name, got, tt.want)
		}
	}
	if _, err := ParseFailOn("info"); err == nil {
		t.Error("info is no severity to fail on")
	}
}

func TestFinish(t *testing.T) {
	t.Parallel()
	failOn, err := ParseFailOn("error")
	if err != nil {
		t.Fatal(err)
	}
	targets := func() []report.Target {
		return []report.Target{
			{Complete: true, Findings: []report.Finding{finding(CommandOCSP, "connection-refused", "", "", "")}},
			{Complete: true, Findings: []report.Finding{finding(CommandOCSP, "ocsp-cert-revoked", "", "", "")}},
			{Complete: true},
		}
	}
	r := report.Report{Complete: true, Targets: targets()}
	failOn.Finish(&r, false)
	if r.Exit != ExitFailed || r.Targets[0].Exit != ExitUndetermined || r.Targets[2].Exit != ExitOK || !r.Complete {
		t.Errorf("got %+v", r)
	}
	r = report.Report{Complete: true, Targets: targets()}
	failOn.Finish(&r, true)
	if r.Exit != ExitInterrupted || r.Complete {
		t.Errorf("interrupted: got exit %d, complete %v", r.Exit, r.Complete)
	}
}

func TestProbeJudgesNotCoveredMildly(t *testing.T) {
	t.Parallel()
	f := finding(CommandProbe, "revocation-not-covered", "", "", "")
	if f.Severity != "warning" || f.Outcome != "ok" {
		t.Errorf("got %+v", f)
	}
	f = finding(CommandOCSP, "revocation-not-covered", "", "", "")
	if f.Severity != "error" || f.Outcome != "undetermined" {
		t.Errorf("got %+v", f)
	}
}

func TestThreshold(t *testing.T) {
	t.Parallel()
	half := 0.5
	trace := &report.Trace{Cells: []report.Cell{{Policy: "lru", Size: 10, HitRatio: &half}, {Policy: "lfu", Size: 10}}}
	for least, want := range map[float64]int{0: 0, 0.5: 0, 0.51: 1} {
		if got := len(threshold(trace, least)); got != want {
			t.Errorf("at least %v: %d findings, want %d", least, got, want)
		}
	}
	half = 0.71429
	if got := threshold(trace, 0.71431); len(got) != 1 || !strings.Contains(got[0].Message, "best 0.7143 (lru at 10), wanted 0.71431") {
		t.Errorf("%+v", got)
	}
	if got := threshold(&report.Trace{}, 0.1); len(got) != 1 {
		t.Error("a trace without lookups reaches no hit ratio")
	}
}
