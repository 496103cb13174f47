package gate

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// TestWaivers: a waiver takes out what it is for and nothing else, to the end
// of its last day.
func TestWaivers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, waiver string
		at           time.Time
		waived       bool
		own          []string // codes about the waiver itself
	}{
		{"plain", "code: expired, until: 2027-11-23", noon, true, nil},
		{"another code", "code: not-yet-valid, until: 2027-11-23", noon, false, []string{CodeWaiverUnused}},
		{"by address", "code: expired, target: '*1:6380', until: 2027-11-23", noon, true, nil},
		{"by name", "code: expired, target: 'cache-?', until: 2027-11-23", noon, true, nil},
		{"by another name", "code: expired, target: cache, until: 2027-11-23", noon, false, []string{CodeWaiverUnused}},
		{"by subject", "code: expired, subject: CN=*/x, until: 2027-11-23", noon, true, nil},
		{"by another subject", "code: expired, subject: CN=a, until: 2027-11-23", noon, false, []string{CodeWaiverUnused}},
		{"a dot is a dot", "code: expired, target: cache.1, until: 2027-11-23", noon, false, []string{CodeWaiverUnused}},
		{"soon", "code: expired, until: 2026-12-06", noon, true, []string{CodeWaiverExpiring}},
		{"not yet soon", "code: expired, until: 2026-12-07", noon, true, nil},
		{"the last day", "code: expired, until: 2026-11-23", noon, true, []string{CodeWaiverExpiring}},
		{"its last moment", "code: expired, until: 2026-11-23", noon.Add(12*time.Hour - 1), true, []string{CodeWaiverExpiring}},
		{"the day after", "code: expired, until: 2026-11-22", noon, false, []string{CodeWaiverExpired}},
		{"expired and of no use", "code: not-yet-valid, until: 2026-11-22", noon, false, []string{CodeWaiverExpired, CodeWaiverUnused}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ws := newWaivers(loaded(t, "waivers: [{reason: because, "+tt.waiver+"}]").Waivers, tt.at)
			findings := []report.Finding{probe.NewFinding(probe.CommandProbe, "expired", "CN=a/x", "", "")}
			ws.apply(findings, "cache-1", "host1:6380")
			if w := findings[0].Waived; (w != nil) != tt.waived || w != nil && w.Reason != "because" {
				t.Errorf("waived %+v, want %v", w, tt.waived)
			}
			var own []string
			for _, f := range ws.findings(true) {
				own = append(own, f.Code)
				if f.Subject != "vkcheck.yaml:1:11" {
					t.Errorf("subject %s", f.Subject)
				}
			}
			if diff := cmp.Diff(tt.own, own); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			want := 1
			if tt.waived {
				want = 0
			}
			failOn, _ := probe.ParseFailOn("error")
			if exit := failOn.Exit(findings); exit != want {
				t.Errorf("exit %d, want %d", exit, want)
			}
			ws.unseen("cache-1", "host1:6380")
			for _, f := range ws.findings(true) {
				if f.Code == CodeWaiverUnused && ws.all[0].of([]string{"cache-1"}) {
					t.Error("whether a waiver is unused was told of a target that was not reached")
				}
			}
			for _, f := range ws.findings(false) { // a run that was interrupted
				if f.Code == CodeWaiverUnused {
					t.Error("an interrupted run cannot tell that a waiver is unused")
				}
			}
		})
	}
}
