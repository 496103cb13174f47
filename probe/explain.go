package probe

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vkcheck/vkcheck/report"
)

// explainWidth is where the lines of a text end.
const explainWidth = 80

// Explain writes all that the table knows of a row, for a terminal.
func Explain(w io.Writer, r Row) error {
	_, err := fmt.Fprintf(w, "%s: %s\n\n%s\n%s\n\n%s\n\nexample:\n  %s\n", r.Code, r.Sentence, judgements(r),
		wrap("cure: "+cmp.Or(r.Cure, nothingWrong), explainWidth), wrap(r.Long, explainWidth), strings.ReplaceAll(r.Example, "\n", "\n  "))
	return err
}

// nothingWrong stands in place of a cure.
const nothingWrong = "none is needed: nothing is wrong"

// wrap breaks a text at spaces into lines of at most width, where its words
// allow that.
func wrap(text string, width int) string {
	var b strings.Builder
	at := 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case at == 0:
		case at+1+n > width:
			b.WriteByte('\n')
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
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
		if err == nil {
			_, err = fmt.Fprintf(w, "\nCure: %s.\n\n%s\n\n```\n%s\n```\n", cmp.Or(r.Cure, nothingWrong), r.Long, r.Example)
		}
	}
	return err
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func bullets(lines string) string {
	return "- " + strings.ReplaceAll(strings.TrimSuffix(lines, "\n"), "\n", "\n- ") + "\n"
}
