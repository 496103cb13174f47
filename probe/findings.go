package probe

import (
	"cmp"
	"slices"

	"github.com/vkcheck/vkcheck/report"
)

// Severity says how much a finding matters to the people who run the server.
type Severity string

// The severities, in rising order.
const (
	Info     Severity = "info"
	Warning  Severity = "warning"
	Error    Severity = "error"
	Critical Severity = "critical"
)

var severityRank = map[Severity]int{Info: 0, Warning: 1, Error: 2, Critical: 3}

// Outcome says what a finding means for the question that was asked.
type Outcome string

// The outcomes. OK: the question has its answer, and this is no fault.
// Failed: a fault was established. Undetermined: something asked for could
// not be determined.
const (
	OK           Outcome = "ok"
	Failed       Outcome = "failed"
	Undetermined Outcome = "undetermined"
)

// Row is one code of the findings table.
type Row struct {
	Code     string
	Severity Severity
	Outcome  Outcome
	Sentence string // what is the case, lower case, no final stop
	Cure     string // what to do about it, one line; empty where nothing is wrong: then the row is Info and OK
	Long     string // what it means, how it arises, how to tell it from its neighbours: one paragraph
	Example  string // commands or lines of a configuration that show it, or cure it

	// Usage marks faults of the command line or an input file: they exit with
	// ExitUsage whatever --fail-on says.
	Usage bool
	// In has another severity and outcome for a command.
	In map[string]Judgement
}

// inProbe has a code that is an error for "ocsp" count for less in "probe",
// which asks whether one can connect.
func inProbe(s Severity, o Outcome) map[string]Judgement {
	return map[string]Judgement{CommandProbe: {s, o}}
}

// Judgement is a severity and an outcome.
type Judgement struct {
	Severity Severity
	Outcome  Outcome
}

// Judge gives the row's severity and outcome for a command.
func (r Row) Judge(command string) Judgement {
	if j, ok := r.In[command]; ok {
		return j
	}
	return Judgement{r.Severity, r.Outcome}
}

// Findings is the table of all codes, sorted by code.
var Findings = sortedRows(
	optionRows, connRows, tlsRows, trustRows, remarkRows, wireRows, accessRows, refusalRows, serverRows,
	verdictRows, stapleRows, issuerRows, responderRows, responseRows, signerRows, windowRows, crlRows, traceRows, gateRows, recordRows,
)

func sortedRows(groups ...[]Row) []Row {
	rows := slices.Concat(groups...)
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Code, b.Code) })
	return rows
}

// Lookup gives the row of a code, and false for a code that is not in the
// table.
func Lookup(code string) (Row, bool) {
	i, ok := slices.BinarySearchFunc(Findings, code, func(r Row, code string) int { return cmp.Compare(r.Code, code) })
	if !ok {
		return Row{}, false
	}
	return Findings[i], true
}

// Codes lists the codes of the table, sorted.
func Codes() []string {
	codes := make([]string, len(Findings))
	for i, r := range Findings {
		codes[i] = r.Code
	}
	return codes
}

// NewFinding makes a finding by the table, for a package above this one: see
// finding.
func NewFinding(command, code, subject, detail, evidence string) report.Finding {
	return finding(command, code, subject, detail, evidence)
}

// finding makes a finding of a code for a command. detail narrows the row's
// sentence down to this case; evidence quotes the server or the system.
func finding(command, code, subject, detail, evidence string) report.Finding {
	row, ok := Lookup(code)
	if !ok {
		row = Row{Code: code, Severity: Error, Outcome: Undetermined, Sentence: "a fault that has no entry in the findings table"}
	}
	j := row.Judge(command)
	message := row.Sentence
	if detail != "" {
		message += ": " + detail
	}
	return report.Finding{
		Code: code, Severity: string(j.Severity), Outcome: string(j.Outcome),
		Subject: subject, Message: message, Hint: row.Cure, Evidence: evidence,
	}
}
