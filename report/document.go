package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Document is the one view that every format for people is written from.
type Document struct {
	Sections []Section
}

// Section is a heading with a table and lines of text below it.
type Section struct {
	Heading string
	Table   *Table
	Plot    *Plot
	Lines   []Line
}

// Table has one string per column in each row.
type Table struct {
	Header []string
	Right  []bool // columns of figures, aligned to the right
	Fold   bool   // too wide a table goes on below, its first column repeated
	Rows   [][]Text
}

// Text is a word and its meaning: a writer may colour it.
type Text struct {
	Text string
	Tone Tone
}

// Line is a line of text.
type Line struct {
	Text
	Indent int
}

// Tone is what a text means, never a colour.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Faint
	Fine
	Caution
	Bad
)

// View derives the document from the report.
func (r *Report) View() Document {
	var d Document
	for i := range r.Targets {
		d.target(&r.Targets[i], r.Time)
	}
	for i := range r.Traces {
		d.trace(&r.Traces[i])
	}
	if len(r.Findings) > 0 {
		d.Sections = append(d.Sections, Section{Lines: findingLines(r.Findings)})
	}
	if !r.Complete {
		d.Sections = append(d.Sections, Section{Lines: []Line{{Text: Text{"interrupted: this report is not complete", Caution}}}})
	}
	return d
}

func (d *Document) target(t *Target, now time.Time) {
	heading := t.Target
	if t.Name != "" {
		heading = t.Name + " (" + t.Target + ")"
	}
	s := Section{Heading: heading}
	if t.At != nil {
		now = *t.At
	}
	if t.Server != nil {
		s.Lines = append(s.Lines, Line{Text: plain(serverLine(t.Server))})
	}
	if t.TLS != nil {
		s.Lines = append(s.Lines, Line{Text: plain(tlsLine(t.TLS))})
	}
	d.Sections = append(d.Sections, s)

	if len(t.Phases) > 0 {
		d.Sections = append(d.Sections, Section{Table: phaseTable(t.Phases)})
	}
	if len(t.Certificates) > 0 {
		d.Sections = append(d.Sections, Section{Table: certificateTable(t.Certificates, now), Lines: certificateLines(t.Certificates, now)})
	}
	if t.Recording != nil {
		d.Sections = append(d.Sections, Section{Lines: recordingLines(t.Recording)})
	}
	d.Sections = append(d.Sections, Section{Lines: append(findingLines(t.news()), resultLine(t.Exit))})
}

// news are the findings that the tables above do not show already: not that
// a certificate is good, nor that there is no staple.
func (t *Target) news() []Finding {
	return slices.DeleteFunc(slices.Clone(t.Findings), func(f Finding) bool {
		shown := f.Code == "staple-missing" || slices.ContainsFunc(t.Certificates, func(c Certificate) bool {
			return c.Code == f.Code && c.Subject == f.Subject
		})
		return shown && f.Severity == "info"
	})
}

// resultLine says in a word what the exit code says.
func resultLine(exit int) Line {
	text, ok := map[int]Text{
		0: {"ok", Fine},
		1: {"failed", Bad},
		2: {"wrong usage or configuration", Bad},
		3: {"undetermined", Caution},
	}[exit]
	if !ok {
		text = Text{"interrupted", Caution}
	}
	text.Text = fmt.Sprintf("result: %s (exit %d)", text.Text, exit)
	return Line{Text: text}
}

func serverLine(s *Server) string {
	words := []string{s.Flavour, s.Version, s.Mode, s.Role}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	return strings.Join(append(words, "RESP"+strconv.Itoa(s.Protocol)), " ")
}

func tlsLine(t *TLS) string {
	words := []string{t.Version, t.CipherSuite}
	if t.KeyExchange != "" {
		words = append(words, t.KeyExchange)
	}
	if t.Stapled {
		words = append(words, "stapled")
	} else {
		words = append(words, "no staple")
	}
	if t.ClientCertRequested {
		words = append(words, "asks for a client certificate")
	}
	return strings.Join(words, ", ")
}

func phaseTable(phases []Phase) *Table {
	t := &Table{Header: []string{"phase", "", "time", "note"}, Right: []bool{false, false, true, false}}
	for i, p := range phases {
		mark, note := Text{"ok", Fine}, p.Address
		if !p.OK {
			mark, note = Text{"FAILED", Bad}, p.Code
			if slices.ContainsFunc(phases[i:], func(later Phase) bool { return later.OK }) {
				mark = Text{"passed over", Caution}
			}
			if p.Address != "" {
				note += " (" + p.Address + ")"
			}
		}
		clock := milliseconds(p.Seconds)
		if p.Joined {
			clock = "joined"
		}
		t.Rows = append(t.Rows, []Text{plain(p.Phase), mark, plain(clock), {note, Faint}})
	}
	return t
}

func findingLines(findings []Finding) []Line {
	var lines []Line
	for _, f := range findings {
		subject := ""
		if f.Subject != "" {
			subject = commonName(f.Subject) + ": "
		}
		lines = append(lines, Line{Text: Text{fmt.Sprintf("%s: %s%s [%s]", f.Severity, subject, f.Message, f.Code), severityTone(f)}})
		if f.Evidence != "" {
			lines = append(lines, Line{Text: Text{"evidence: " + f.Evidence, Faint}, Indent: 2})
		}
		if f.Hint != "" {
			lines = append(lines, Line{Text: Text{"hint: " + f.Hint, Plain}, Indent: 2})
		}
	}
	return lines
}

func severityTone(f Finding) Tone {
	switch f.Severity {
	case "critical", "error":
		return Bad
	case "warning":
		return Caution
	}
	return Plain
}

func plain(s string) Text { return Text{Text: s} }

func milliseconds(seconds float64) string {
	return strconv.FormatFloat(seconds*1000, 'f', 2, 64) + " ms"
}
