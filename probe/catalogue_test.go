//go:build linux

package probe

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// failure is a row of the catalogue: a fault, brought about as show does, is
// reported by this code for this phase.
type failure struct {
	code  string
	about string     // which of several ways to the same code; may be empty
	phase conn.Phase // empty where the finding is about a certificate
	exit  int        // by default
	show  func(t *testing.T) report.Target
}

// TestCatalogue brings about every failure of the catalogue, most of them
// with a real server, and looks at what "vkcheck probe" reports of it. It
// runs on Linux, whose words and errnos the catalogue holds.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	patient := catalogue(w.patient())
	for i, row := range catalogue(w) {
		t.Run(strings.TrimSpace(row.code+" "+row.about), func(t *testing.T) {
			t.Parallel()
			row.check(t, row.shown(t, patient[i]))
		})
	}
}

// shown is what the row shows, or another that has more patience.
func (row failure) shown(t *testing.T, patient failure) report.Target {
	t.Helper()
	got := row.show(t)
	if !reports(got, row.code) {
		got = patient.show(t)
	}
	return got
}

func catalogue(w *world) []failure {
	return slices.Concat(configRows(w), resolveRows(), connectRows(), acceptRows(w), handshakeRows(w), clientCertRows(w),
		chainRows(w), strangerRows(), helloRows(w), loginRows(w), clusterRows(w), sentinelRows(w), replicaRows(w), commandRows(w), reuseRows(w))
}

func (row failure) check(t *testing.T, got report.Target) {
	t.Helper()
	i := slices.IndexFunc(got.Findings, func(f report.Finding) bool { return f.Code == row.code })
	if i < 0 {
		t.Fatalf("no such finding in %+v", got.Findings)
	}
	f := got.Findings[i]
	t.Logf("%s: %s\n%s\n%s", f.Subject, f.Message, f.Evidence, f.Hint)
	if row.phase != "" && f.Subject != string(row.phase) {
		t.Errorf("it is about %q, want %q: %s", f.Subject, row.phase, f.Evidence)
	}
	if f.Message == "" || f.Hint == "" {
		t.Errorf("no sentence or no cure: %+v", f)
	}
	if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != row.exit {
		t.Errorf("exit %d, want %d: %+v", exit, row.exit, got.Findings)
	}
	if n := len(got.Phases); n > 0 && !got.Phases[n-1].OK {
		last := got.Phases[n-1]
		if last.Phase != string(row.phase) || last.Code != row.code {
			t.Errorf("the phase that failed is %s with %s", last.Phase, last.Code)
		}
		if row.exit == ExitOK {
			t.Error("exit 0, and no connection")
		}
	}
}

// impatience is the time for a target whose peer keeps silent. It does for the
// peers that do not, but on a loaded machine.
const impatience = 1200 * time.Millisecond

// run sends the commands on one connection; the report is about the last.
func run(t *testing.T, o conn.Options, commands ...string) report.Target {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := dial(t, ctx, o)
	var err error
	for _, command := range commands {
		_, err = c.Do(ctx, strings.Fields(command)...)
	}
	if err == nil {
		t.Fatalf("%q: no error", commands)
	}
	return failedWith(ctx, o, err)
}

// failedWith is the report of an error that no examination met.
func failedWith(ctx context.Context, o conn.Options, err error) report.Target {
	return report.Target{Findings: []report.Finding{Diagnose(ctx, o, err).finding(CommandProbe)}}
}
