package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// No column is made narrower than leastCell where that makes the table fit, and
// none than leastOfAll.
const (
	leastCell  = 8
	leastOfAll = 4
)

// within gives a table whose texts are as a terminal shows them, no wider than
// it if possible: its widest columns are made narrower, and their texts go on
// in lines below. tablewriter would wrap also what fits, and between words
// alone. 0 is no limit.
func (t *Table) within(width int) *Table {
	out := &Table{Right: t.Right}
	widths := make([]int, len(t.Header))
	excess := 1 - width // the last line between
	for i := range t.Header {
		widths[i] = t.columnWidth(i)
		excess += widths[i] + 3 // a space either side, and a line between
	}
	if width > 0 {
		excess = narrow(widths, t.longestWords(), leastCell, excess)
		anywhere := make([]int, len(widths))
		excess = narrow(widths, anywhere, leastCell, excess)
		narrow(widths, anywhere, leastOfAll, excess)
	}
	for i, h := range t.Header {
		out.Header = append(out.Header, strings.Join(wrapped(h, widths[i]), "\n"))
	}
	for _, row := range t.Rows {
		row = slices.Clone(row)
		for i := range row {
			row[i].Text = strings.Join(wrapped(Visible(row[i].Text), widths[i]), "\n")
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// narrow takes columns from the widest of those that are wider than their least
// and than what all have at least, and gives what it could not take.
func narrow(widths, least []int, all, excess int) int {
	for ; excess > 0; excess-- {
		widest := -1
		for i, w := range widths {
			if w > max(least[i], all) && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return excess
}

// longWord is the length from which a word is a name that may be broken.
const longWord = 20

// longestWords gives the width of the longest word in each column: a column
// that is narrower breaks words.
func (t *Table) longestWords() []int {
	longest := make([]int, len(t.Header))
	for i := range longest {
		texts := []string{t.Header[i]}
		for _, row := range t.Rows {
			texts = append(texts, Visible(row[i].Text))
		}
		for _, text := range texts {
			for word := range strings.FieldsSeq(text) {
				longest[i] = max(longest[i], min(twwidth.Width(word), longWord))
			}
		}
	}
	return longest
}

func (t *Table) columnWidth(i int) int {
	w := twwidth.Width(t.Header[i])
	for _, row := range t.Rows {
		w = max(w, twwidth.Width(Visible(row[i].Text)))
	}
	return w
}

// wrapped breaks a text into lines of at most width columns: between words,
// else behind what joins the parts of a name, else anywhere. A width below 1 is
// no limit. It looks at each character once or twice: a server may send many.
func wrapped(s string, width int) (lines []string) {
	for width > 0 {
		cut := breakAt(s, width)
		if cut == len(s) {
			break
		}
		lines = append(lines, strings.TrimRight(s[:cut], " "))
		s = strings.TrimLeft(s[cut:], " ")
	}
	if s != "" || lines == nil {
		lines = append(lines, s)
	}
	return lines
}

// breakAt gives the byte before which a line of a text ends; its length where
// all of it fits.
func breakAt(s string, width int) int {
	fits, word, part := 0, 0, 0
	for i, wide := 0, 0; i < len(s); {
		next := i + character(s[i:])
		if s[i] == ' ' && i > 0 {
			word = i // the space itself may hang over
		}
		wide += twwidth.Width(s[i:next])
		switch {
		case wide <= width:
		case word > 0:
			return word
		case part > 0:
			return part
		case fits > 0:
			return fits
		default:
			return next
		}
		fits = next
		if strings.IndexByte("-./:,_=@", s[i]) >= 0 {
			part = next
		}
		i = next
	}
	return len(s)
}

// character is the length of the first letter with the marks upon it.
func character(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	for n < len(s) && s[n] >= utf8.RuneSelf {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !unicode.IsMark(r) {
			break
		}
		n += size
	}
	return n
}

// shorten cuts a text to so many characters.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}

// folded gives a table as several that are each no wider than a terminal, where
// it may be: the first column stands in all of them.
func (t *Table) folded(width int) []*Table {
	if !t.Fold || width == 0 {
		return []*Table{t}
	}
	var tables []*Table
	first := t.columnWidth(0) + 4 // with the lines left and right of it
	columns, used := []int{0}, first
	for i := 1; i < len(t.Header); i++ {
		w := t.columnWidth(i) + 3
		if used+w > width && len(columns) > 1 {
			tables = append(tables, t.only(columns))
			columns, used = []int{0}, first
		}
		columns, used = append(columns, i), used+w
	}
	return append(tables, t.only(columns))
}

// only gives some columns of a table.
func (t *Table) only(columns []int) *Table {
	part := &Table{Rows: make([][]Text, len(t.Rows))}
	for _, i := range columns {
		part.Header = append(part.Header, t.Header[i])
		part.Right = append(part.Right, i < len(t.Right) && t.Right[i])
		for r, row := range t.Rows {
			part.Rows[r] = append(part.Rows[r], row[i])
		}
	}
	return part
}
