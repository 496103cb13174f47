package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"
)

// writeTable writes the document for a terminal. It is the only user of
// tablewriter, whose API moves fast.
func writeTable(w io.Writer, r *Report, o Options) error {
	d := r.View()
	for i, s := range d.Subjects {
		if i > 0 && s.Heading != "" {
			fmt.Fprintln(w)
		}
		writeHeading(w, s.Heading, o)
		for j := range s.Sections {
			if s.Sections[j].Heading != "" {
				fmt.Fprintln(w)
			}
			if err := writeSection(w, &s.Sections[j], o); err != nil {
				return err
			}
		}
	}
	if d.Summary == nil {
		return nil
	}
	fmt.Fprintln(w)
	return writeSection(w, d.Summary, o)
}

func writeHeading(w io.Writer, heading string, o Options) {
	if heading != "" {
		fmt.Fprintln(w, paint(visible(heading), o.Color, color.Bold))
	}
}

// writeSection draws a curve only where no table says the same.
func writeSection(w io.Writer, s *Section, o Options) error {
	writeHeading(w, s.Heading, o)
	switch {
	case s.Table != nil:
		for _, t := range s.Table.folded(o.Width) {
			if err := renderTable(w, t, o); err != nil {
				return err
			}
		}
	case s.Plot != nil:
		fmt.Fprintln(w, drawPlot(s.Plot, o.Width))
	}
	for _, l := range slices.Concat(findingLines(s.Findings), s.Lines) {
		if _, err := fmt.Fprintf(w, "%s%s\n", strings.Repeat(" ", l.Indent), toned(l.Text, o.Color)); err != nil {
			return err
		}
	}
	return nil
}

func renderTable(w io.Writer, t *Table, o Options) error {
	align := make([]tw.Align, len(t.Header))
	for i := range align {
		align[i] = tw.AlignLeft
		if i < len(t.Right) && t.Right[i] {
			align[i] = tw.AlignRight
		}
	}
	cell := tw.CellConfig{
		Alignment:  tw.CellAlignment{PerColumn: align},
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone},
	}
	opts := []tablewriter.Option{
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell}),
		tablewriter.WithRendition(tw.Rendition{Symbols: tw.NewSymbols(tw.StyleLight)}),
		tablewriter.WithHeaderAutoFormat(tw.Off),
	}
	if o.Width > 0 {
		t = t.within(o.Width)
	}
	table := tablewriter.NewTable(w, opts...)
	table.Header(t.Header)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = toned(c, o.Color)
		}
		if err := table.Append(cells); err != nil {
			return err
		}
	}
	return table.Render()
}

// leastCell is the width below which no cell is shortened.
const leastCell = 12

// within gives a table that is no wider than a terminal, if possible: its
// widest column is shortened. tablewriter would wrap, also what fits, and
// between words alone.
func (t *Table) within(width int) *Table {
	excess, widest, column := 1-width, 0, 0 // the last line between
	for i := range t.Header {
		w := t.columnWidth(i)
		excess += w + 3 // a space either side, and a line between
		if w > widest {
			widest, column = w, i
		}
	}
	if excess <= 0 {
		return t
	}
	narrow := &Table{Header: t.Header, Right: t.Right}
	for _, row := range t.Rows {
		row = slices.Clone(row)
		row[column].Text = shorten(row[column].Text, max(leastCell, widest-excess))
		narrow.Rows = append(narrow.Rows, row)
	}
	return narrow
}

func (t *Table) columnWidth(i int) int {
	w := utf8.RuneCountInString(t.Header[i])
	for _, row := range t.Rows {
		w = max(w, utf8.RuneCountInString(row[i].Text))
	}
	return w
}

func shorten(s string, width int) string {
	runes := []rune(s)
	if len(runes) <= width {
		return s
	}
	return string(runes[:width-1]) + "…"
}

func toned(t Text, enabled bool) string {
	text := visible(t.Text)
	switch t.Tone {
	case Fine:
		return paint(text, enabled, color.FgGreen)
	case Caution:
		return paint(text, enabled, color.FgYellow)
	case Bad:
		return paint(text, enabled, color.FgRed)
	case Faint:
		return paint(text, enabled, color.Faint)
	}
	return text
}

// visible escapes what would command the terminal instead of showing: a
// server, a certificate or a file name may hold anything.
func visible(s string) string {
	quoted := strconv.Quote(s)
	plain := strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(quoted[1 : len(quoted)-1])
	return plain
}

func paint(s string, enabled bool, attribute color.Attribute) string {
	if !enabled || s == "" {
		return s
	}
	c := color.New(attribute)
	c.EnableColor()
	return c.Sprint(s)
}
