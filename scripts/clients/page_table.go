package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// row is one scenario, or several that all clients treat alike.
type row struct {
	names []string
	about string
	must  string
	cells []string
}

func (r *results) table(b *strings.Builder, kind string, w *words) {
	rows := r.rows(kind, w)
	fmt.Fprintf(b, "## %s\n\n| scenario | must |", strings.ToUpper(kind[:1])+kind[1:])
	for _, c := range r.Clients {
		fmt.Fprintf(b, " %s |", c.Name)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(r.Clients)) + "\n")
	for _, row := range rows {
		fmt.Fprintf(b, "| %s | %s | %s |\n", row.title(), row.must, strings.Join(row.cells, " | "))
	}
	b.WriteString("\n")
}

// title names the scenario and says what is the case, or names all of them.
func (r row) title() string {
	if len(r.names) == 1 {
		return "`" + r.names[0] + "`: " + r.about
	}
	return fmt.Sprintf("%d alike: `%s`", len(r.names), strings.Join(r.names, "` `"))
}

// rows merges forgeries that all clients treat alike: there are many.
func (r *results) rows(kind string, w *words) []row {
	var rows []row
	for _, s := range r.scenarios() {
		if s.Kind != kind {
			continue
		}
		next := row{names: []string{s.Scenario}, about: s.About, must: s.Must}
		for _, c := range r.Clients {
			next.cells = append(next.cells, c.cell(s, w))
		}
		i := -1
		if forgery(s.About) {
			i = slices.IndexFunc(rows, next.alike)
		}
		if i < 0 {
			rows = append(rows, next)
			continue
		}
		rows[i].names = append(rows[i].names, s.Scenario)
		rows[i].cells[0] = strings.TrimRight(rows[i].cells[0][:strings.IndexByte(rows[i].cells[0]+"`", '`')], " ")
	}
	return rows
}

// forgery is true of the rows that docs/lab.md makes of each forged response.
func forgery(about string) bool {
	return strings.HasPrefix(about, "stapled: ") || strings.HasPrefix(about, "the responder answers: ")
}

// alike compares all cells but vkcheck's code.
func (r row) alike(other row) bool {
	mark := func(cell string) string { return strings.Join(strings.Fields(cell)[:2], " ") }
	return forgery(other.about) && r.must == other.must && mark(r.cells[0]) == mark(other.cells[0]) && slices.Equal(r.cells[1:], other.cells[1:])
}

// cell is a symbol, a word and a number of the client's words.
func (c ran) cell(s scenario, w *words) string {
	got, ok := c.of(s.Scenario)
	switch {
	case !ok:
		return "?"
	case got.Outcome == beyond:
		return "–"
	}
	cell := mark(s.Must, got.Outcome) + " " + got.Outcome
	switch {
	case c.Name == vkcheckName && got.Words != "":
		cell += " `" + got.Words + "`"
	case c.Name != vkcheckName && (got.Outcome == refused || got.Outcome == crashed):
		cell += " <sup>" + strconv.Itoa(w.number(c.Name, got.Words)) + "</sup>"
	}
	return cell
}

func mark(must, outcome string) string {
	switch {
	case outcome == hung:
		return "⧖"
	case outcome == crashed:
		return "☠"
	case must == "either":
		return "·"
	case must == "refuse" && outcome == refused, must == "connect" && outcome == connected:
		return "✓"
	}
	return "✗"
}

// words are what clients said, each of them once.
type words struct {
	numbers map[string]int
	all     []said
}

type said struct {
	text string
	by   []string
}

func (w *words) number(client, text string) int {
	n, ok := w.numbers[text]
	if !ok {
		w.all = append(w.all, said{text: text})
		n = len(w.all)
		w.numbers[text] = n
	}
	if by := &w.all[n-1].by; !slices.Contains(*by, client) {
		*by = append(*by, client)
	}
	return n
}

func (w *words) list(b *strings.Builder) {
	b.WriteString("## Their words\n\nThe line that says most of what a client printed; addresses, times and names are left out.\n\n| | | by |\n|---:|---|---|\n")
	for i, entry := range w.all {
		fmt.Fprintf(b, "| %d | %s | %s |\n", i+1, code(entry.text), strings.Join(entry.by, ", "))
	}
}

// code quotes a text that may hold backquotes, columns and bytes that nobody
// prints.
func code(text string) string {
	printed := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, text)
	return "`` " + strings.ReplaceAll(printed, "|", `\|`) + " ``"
}
