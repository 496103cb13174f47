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
	if heading == "" {
		return
	}
	for _, part := range wrapped(Visible(heading), o.Width) {
		fmt.Fprintln(w, paint(part, o.Color, color.Bold))
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
		if err := writeLine(w, l, o); err != nil {
			return err
		}
	}
	return nil
}

// writeLine lets a long line go on below, set in deeper.
func writeLine(w io.Writer, l Line, o Options) error {
	indent := l.Indent
	for i, part := range wrapped(Visible(l.Text.Text), o.Width-indent-2) {
		if i > 0 {
			indent = l.Indent + 2
		}
		if _, err := fmt.Fprintf(w, "%s%s\n", strings.Repeat(" ", indent), toned(part, l.Tone, o.Color)); err != nil {
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
	t = t.within(o.Width)
	table := tablewriter.NewTable(w, opts...)
	table.Header(t.Header)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			lines := strings.Split(c.Text, "\n")
			for j := range lines {
				lines[j] = toned(lines[j], c.Tone, o.Color)
			}
			cells[i] = strings.Join(lines, "\n")
		}
		if err := table.Append(cells); err != nil {
			return err
		}
	}
	return table.Render()
}

func toned(text string, tone Tone, enabled bool) string {
	switch tone {
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

// Visible escapes what would command the terminal instead of showing: a
// server, a certificate or a file name may hold anything.
func Visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !strconv.IsPrint(r) }) {
		return s
	}
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
