package probe

import (
	"fmt"

	"github.com/vkcheck/vkcheck/report"
)

// The exit codes, the same for every command. Where several apply,
// ExitInterrupted wins, then ExitUsage, ExitFailed, ExitUndetermined.
const (
	ExitOK           = 0   // nothing below applies
	ExitFailed       = 1   // a finding with outcome failed is at or above the --fail-on severity
	ExitUsage        = 2   // wrong usage, wrong configuration, an unreadable or malformed input file
	ExitUndetermined = 3   // no such failure, but something asked for could not be determined
	ExitInterrupted  = 130 // interrupted: what was found so far is printed
)

// FailOn is the severity from which on a failure gives ExitFailed.
type FailOn struct {
	severity Severity
	never    bool
}

// ParseFailOn reads warning, error, critical or never.
func ParseFailOn(s string) (FailOn, error) {
	switch s {
	case "never":
		return FailOn{never: true}, nil
	case string(Warning), string(Error), string(Critical):
		return FailOn{severity: Severity(s)}, nil
	}
	return FailOn{}, fmt.Errorf("%q is none of warning, error, critical, never", s)
}

// Exit settles the exit code of each of some findings, and gives that of all.
func (f FailOn) Exit(findings []report.Finding) int {
	exit := ExitOK
	for i := range findings {
		findings[i].Exit = f.exitOf(findings[i])
		exit = worse(exit, findings[i].Exit)
	}
	return exit
}

func (f FailOn) exitOf(x report.Finding) int {
	if x.Waived != nil {
		return ExitOK
	}
	if row, ok := Lookup(x.Code); ok && row.Usage {
		return ExitUsage
	}
	switch Outcome(x.Outcome) {
	case Failed:
		if !f.never && severityRank[Severity(x.Severity)] >= severityRank[f.severity] {
			return ExitFailed
		}
	case Undetermined:
		return ExitUndetermined
	}
	return ExitOK
}

// precedence orders the exit codes from the least to the most important.
var precedence = map[int]int{ExitOK: 0, ExitUndetermined: 1, ExitFailed: 2, ExitUsage: 3, ExitInterrupted: 4}

func worse(a, b int) int {
	if precedence[b] > precedence[a] {
		return b
	}
	return a
}

// Finish settles the exit codes of a report: each target's, and the run's
// from all of them. interrupted marks the report as not complete.
func (f FailOn) Finish(r *report.Report, interrupted bool) {
	exit := f.Exit(r.Findings)
	for i := range r.Targets {
		t := &r.Targets[i]
		t.Exit = f.Exit(t.Findings)
		exit = worse(exit, t.Exit)
		r.Complete = r.Complete && t.Complete
	}
	if interrupted {
		r.Complete = false
		exit = ExitInterrupted
	}
	r.Exit = exit
}
