package report

import (
	"fmt"
	"io"
	"strings"
)

// writeMarkdown writes the document as GitHub Flavored Markdown: what is wrong
// stands open, the rest is folded.
func writeMarkdown(w io.Writer, r *Report, _ Options) error {
	d := r.View()
	m := &markdown{}
	m.line("# %s: %s", mdText(d.Title), mdText(resultOf(r.Exit).Text))
	if d.Summary != nil {
		m.table(d.Summary.Table)
		m.lines(d.Summary.Lines)
	}
	for _, s := range d.Subjects {
		m.subject(&s)
	}
	_, err := io.WriteString(w, m.String())
	return err
}

type markdown struct{ strings.Builder }

// line writes a block of its own.
func (m *markdown) line(format string, args ...any) {
	fmt.Fprintf(m, format+"\n\n", args...)
}

func (m *markdown) subject(s *Subject) {
	switch {
	case s.Heading != "" && s.Result != nil:
		m.line("## %s: %s", mdText(s.Heading), mdText(s.Result.Text))
	case s.Heading != "":
		m.line("## %s", mdText(s.Heading))
	}
	for _, x := range s.Sections {
		m.findings(x.Findings)
	}
	for i := range s.Sections {
		m.section(&s.Sections[i], s.Result != nil)
	}
}

// section folds the tables of a target; those of a trace are what was asked
// for.
func (m *markdown) section(s *Section, fold bool) {
	fold = fold && s.Table != nil
	name := s.Heading
	if name == "" {
		name = s.Name
	}
	switch {
	case fold:
		m.line("<details><summary>%s</summary>", mdText(name))
	case s.Heading != "":
		m.line("### %s", mdText(name))
	}
	switch {
	case s.Table != nil:
		m.table(s.Table)
	case s.Plot != nil:
		m.line("```text\n%s\n```", drawPlot(s.Plot, 0))
	}
	m.lines(s.Lines)
	if fold {
		m.line("</details>")
	}
}

func (m *markdown) findings(findings []Finding) {
	for _, f := range findings {
		fmt.Fprintf(m, "- **%s**: %s (%s)\n", f.label(), mdText(f.sentence()), mdCode(f.Code))
		for _, d := range f.details() {
			text := mdText(d[1])
			if d[0] == "evidence" {
				text = mdCode(d[1])
			}
			fmt.Fprintf(m, "  - %s: %s\n", mdText(d[0]), text)
		}
	}
	if len(findings) > 0 {
		m.WriteByte('\n')
	}
}

func (m *markdown) lines(lines []Line) {
	for _, l := range lines {
		fmt.Fprintf(m, "%s- %s\n", strings.Repeat(" ", l.Indent), mdText(l.Text.Text))
	}
	if len(lines) > 0 {
		m.WriteByte('\n')
	}
}

func (m *markdown) table(t *Table) {
	m.row(t.Header)
	for i := range t.Header {
		if i < len(t.Right) && t.Right[i] {
			m.WriteString("|--:")
		} else {
			m.WriteString("|---")
		}
	}
	m.WriteString("|\n")
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = c.Text
		}
		m.row(cells)
	}
	m.WriteByte('\n')
}

func (m *markdown) row(cells []string) {
	for _, c := range cells {
		m.WriteString("| " + mdText(c) + " ")
	}
	m.WriteString("|\n")
}

// mdEscape keeps a text from being anything but text: no markup, no element,
// no link, and nobody is mentioned.
var mdEscape = strings.NewReplacer(mdEscapes()...)

func mdEscapes() []string {
	pairs := []string{"://", `\://`, "www.", `www\.`, "@", "@<!-- -->"}
	for _, c := range "\\`*_{}[]<>#|~&!$" {
		pairs = append(pairs, string(c), `\`+string(c))
	}
	return pairs
}

func mdText(s string) string { return mdEscape.Replace(Visible(s)) }

// mdCode writes what a server said as a span of code, in which nothing is
// markup; its fence is longer than any within.
func mdCode(s string) string {
	s = Visible(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + s + fence
}
