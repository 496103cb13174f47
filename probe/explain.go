package probe

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/report"
)

// Explain writes all that the table knows of a row, for a terminal.
func Explain(w io.Writer, r Row) error {
	_, err := fmt.Fprintf(w, "%s: %s\n\n%s", r.Code, r.Sentence, judgements(r))
	for _, part := range []string{r.Cure, r.Long} {
		if part != "" && err == nil {
			_, err = fmt.Fprintf(w, "\n%s\n", part)
		}
	}
	return err
}

func judgements(r Row) string {
	var b strings.Builder
	line := func(where string, j Judgement) {
		fmt.Fprintf(&b, "severity %s, outcome %s, exit %d%s\n", j.Severity, j.Outcome, exitOf(r, j), where)
	}
	line("", r.Judge(""))
	for _, command := range commandsOf(r) {
		line(" in "+command, r.Judge(command))
	}
	return b.String()
}

func commandsOf(r Row) []string {
	var commands []string
	for command := range r.In {
		commands = append(commands, command)
	}
	slices.Sort(commands)
	return commands
}

// exitOf is the exit code that the judgement alone gives with the default
// --fail-on.
func exitOf(r Row, j Judgement) int {
	return FailOn{severity: Error}.exitOf(report.Finding{Code: r.Code, Severity: string(j.Severity), Outcome: string(j.Outcome)})
}

// WriteCodes writes docs/codes.tsv: a line per code.
func WriteCodes(w io.Writer) error {
	_, err := fmt.Fprintln(w, "code\tseverity\toutcome\texit\tsentence")
	for _, r := range Findings {
		if err == nil {
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", r.Code, r.Severity, r.Outcome, exitOf(r, r.Judge("")), r.Sentence)
		}
	}
	return err
}

// WriteFindings writes docs/findings.md: a section per code.
func WriteFindings(w io.Writer) error {
	_, err := fmt.Fprint(w, `# Findings

Made from the findings table in `+"`probe/findings*.go`"+` by `+"`go test ./probe -run TestDocs -update`"+`: do not edit.
`+"`vkcheck explain CODE`"+` prints the same. Codes never change their meaning.
`)
	for _, r := range Findings {
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "\n## %s\n\n%s.\n\n%s", r.Code, upperFirst(r.Sentence), bullets(judgements(r)))
		if r.Cure != "" && err == nil {
			_, err = fmt.Fprintf(w, "\nCure: %s.\n", r.Cure)
		}
		if r.Long != "" && err == nil {
			_, err = fmt.Fprintf(w, "\n%s\n", r.Long)
		}
	}
	return err
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func bullets(lines string) string {
	return "- " + strings.ReplaceAll(strings.TrimSuffix(lines, "\n"), "\n", "\n- ") + "\n"
}
