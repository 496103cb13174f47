package report

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"
)

// writeSARIF writes SARIF 2.1.0 as code scanning takes it: every result has a
// physical location, and a fingerprint that is the same from run to run. Only
// what is amiss is a result.
func writeSARIF(w io.Writer, r *Report, _ Options) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: "vkcheck", Version: r.Version, URI: "https://github.com/vkcheck/vkcheck", Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{
			CommandLine: "vkcheck " + r.Command, StartTimeUTC: r.Time.UTC().Format(time.RFC3339),
			ExitCode: r.Exit, ExecutionSuccessful: r.Complete && r.Exit != 2,
		}},
		Automation: sarifID{"vkcheck/" + r.Command + "/"},
		Results:    []sarifResult{},
	}
	seen := map[string]int{}
	for t, f := range r.findings() {
		if f.Severity == "info" && f.Exit == 0 {
			continue
		}
		run.Results = append(run.Results, sarifResultOf(t, f, run.Tool.Driver.rule(f), seen))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

// rule gives the index of the rule that a finding breaks, and has it in the
// list. What a code says differs little from finding to finding: the part
// behind a colon.
func (d *sarifDriver) rule(f *Finding) int {
	if i := slices.IndexFunc(d.Rules, func(r sarifRule) bool { return r.ID == f.Code }); i >= 0 {
		return i
	}
	sentence, _, _ := strings.Cut(Visible(f.Message), ": ")
	help := sentence
	if f.Hint != "" {
		help += ". What to do: " + Visible(f.Hint)
	}
	help += ". vkcheck explain " + f.Code + " tells more."
	d.Rules = append(d.Rules, sarifRule{
		ID: f.Code, Short: sarifText{sentence}, Full: sarifText{sentence + "."}, Help: sarifText{help},
		Config: sarifConfig{sarifLevel(f)},
	})
	return len(d.Rules) - 1
}

func sarifResultOf(t *Target, f *Finding, rule int, seen map[string]int) sarifResult {
	message := Visible(f.sentence())
	if about := f.about(); about != "" {
		message += "\n" + about
	}
	x := sarifResult{
		RuleID: f.Code, RuleIndex: rule, Level: sarifLevel(f), Message: sarifText{message},
		Locations:    []sarifLocation{sarifPlace(t, f)},
		Fingerprints: fingerprints(t, f, seen),
		Properties:   sarifProperties{f.Severity, f.Outcome},
	}
	if f.Waived != nil {
		x.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: Visible(f.Waived.Reason + " (until " + f.Waived.Until + ")")}}
	}
	return x
}

func sarifLevel(f *Finding) string {
	switch {
	case f.Waived != nil:
		return "note"
	case f.Exit != 0, f.Severity == "error", f.Severity == "critical":
		return "error"
	case f.Severity == "warning":
		return "warning"
	}
	return "note"
}
