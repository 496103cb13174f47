package report

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
)

func writeJSON(w io.Writer, r *Report, _ Options) error {
	in := &indenter{out: bufio.NewWriter(w)}
	enc := json.NewEncoder(in)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return err
	}
	return in.out.Flush()
}

// indenter indents compact JSON by two spaces while it passes through, as
// SetIndent does. That parses what was just written once more, into a second
// copy of it, which a report of thousands of targets feels.
type indenter struct {
	out     *bufio.Writer // keeps its first error until Flush
	depth   int
	opened  bool // the last byte began an object or a list
	quoted  bool // within a string
	escaped bool // behind a \ in it
}

func (i *indenter) Write(compact []byte) (int, error) {
	for _, c := range compact {
		if i.quoted {
			_ = i.out.WriteByte(c)
			i.quoted = c != '"' || i.escaped
			i.escaped = c == '\\' && !i.escaped
			continue
		}
		closes := c == '}' || c == ']'
		if i.opened && !closes {
			i.depth++
			i.line()
		}
		if !i.opened && closes {
			i.depth--
			i.line()
		}
		i.opened = c == '{' || c == '['
		i.quoted = c == '"'
		_ = i.out.WriteByte(c)
		switch c {
		case ',':
			i.line()
		case ':':
			_ = i.out.WriteByte(' ')
		}
	}
	return len(compact), nil
}

// line begins the next line.
func (i *indenter) line() {
	_, _ = i.out.WriteString("\n" + strings.Repeat("  ", i.depth))
}
