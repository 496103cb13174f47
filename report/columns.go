package report

import (
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// WriteColumns writes rows in columns, with two spaces between and no lines. A
// row has as many cells as the head, whose words may be empty: then it has no
// line of its own. What is wider than o.Width goes on in the lines below.
func WriteColumns(w io.Writer, head []string, rows [][]string, o Options) error {
	t := &Table{Header: head}
	for _, row := range rows {
		cells := make([]Text, len(row))
		for i := range row {
			cells[i] = plain(row[i])
		}
		t.Rows = append(t.Rows, cells)
	}
	width := o.Width
	if width > 0 {
		width += len(head) + 3 // the lines that within leaves room for
	}
	t = t.within(width)
	lines := make([][]string, 0, len(rows)+1)
	if slices.ContainsFunc(head, func(h string) bool { return h != "" }) {
		lines = append(lines, t.Header)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i := range row {
			cells[i] = row[i].Text
		}
		lines = append(lines, cells)
	}
	if len(lines) == 0 {
		return nil
	}
	var b strings.Builder
	wide := widths(lines)
	for _, cells := range lines {
		writeCells(&b, cells, wide)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// widths are those of the columns; a cell may have several lines.
func widths(rows [][]string) []int {
	widest := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, cell := range cells {
			for line := range strings.SplitSeq(cell, "\n") {
				widest[i] = max(widest[i], twwidth.Width(line))
			}
		}
	}
	return widest
}

// writeCells writes the lines of a row.
func writeCells(b *strings.Builder, cells []string, widths []int) {
	for more := true; more; {
		more = false
		var line strings.Builder
		for i, cell := range cells {
			text, rest, cut := strings.Cut(cell, "\n")
			cells[i], more = rest, more || cut
			line.WriteString(text + strings.Repeat(" ", widths[i]-twwidth.Width(text)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
