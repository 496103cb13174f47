package report

import "slices"

// Document is the one view that every format for people is written from.
type Document struct {
	Title    string
	Summary  *Section // a row per target, where there are more than a few
	Subjects []Subject
}

// Subject is what a report is about: a target, a trace, or the run itself.
type Subject struct {
	Heading  string // "" for the run
	Result   *Text  // of a target, in a word
	Sections []Section
}

// Section has a table or a curve, findings, and lines of text.
type Section struct {
	Heading  string
	Name     string // what a section without a heading is called where formats have an outline
	Table    *Table
	Bars     []Bar // what the table says, to be drawn
	Plot     *Plot // where there is a table, what that says
	Findings []Finding
	Lines    []Line
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
	d := Document{Title: "vkcheck " + r.Command, Summary: r.summary()}
	for i := range r.Targets {
		d.Subjects = append(d.Subjects, r.Targets[i].subject(r.Time))
	}
	for i := range r.Traces {
		d.Subjects = append(d.Subjects, r.Traces[i].subject())
	}
	var run Subject
	if len(r.Findings) > 0 {
		run.add(Section{Name: "findings", Findings: r.Findings})
	}
	if !r.Complete {
		run.add(Section{Lines: []Line{{Text: Text{"interrupted: this report is not complete", Caution}}}})
	}
	if len(run.Sections) > 0 {
		d.Subjects = append(d.Subjects, run)
	}
	return d
}

func (s *Subject) add(sections ...Section) { s.Sections = append(s.Sections, sections...) }

func plain(s string) Text { return Text{Text: s} }

// used leaves out the columns in which nothing stands.
func (t *Table) used() *Table {
	var columns []int
	for i := range t.Header {
		if slices.ContainsFunc(t.Rows, func(row []Text) bool { return row[i].Text != "" }) {
			columns = append(columns, i)
		}
	}
	return t.only(columns)
}
