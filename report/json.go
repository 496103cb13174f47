package report

import (
	"bufio"
	"encoding/json"
	"io"
)

func writeJSON(w io.Writer, r *Report, _ Options) error {
	in := &indenter{out: bufio.NewWriterSize(w, 64<<10)}
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
	from := 0 // what is before has been written
	upTo := func(end int) {
		_, _ = i.out.Write(compact[from:end])
		from = end
	}
	for at, c := range compact {
		if i.quoted {
			i.quoted = c != '"' || i.escaped
			i.escaped = c == '\\' && !i.escaped
			continue
		}
		closes := c == '}' || c == ']'
		switch {
		case i.opened && !closes:
			i.depth++
			upTo(at)
			i.line()
		case !i.opened && closes:
			i.depth--
			upTo(at)
			i.line()
		}
		i.opened = c == '{' || c == '['
		i.quoted = c == '"'
		switch c {
		case ',':
			upTo(at + 1)
			i.line()
		case ':':
			upTo(at + 1)
			_ = i.out.WriteByte(' ')
		}
	}
	upTo(len(compact))
	return len(compact), nil
}

// line begins the next line.
func (i *indenter) line() {
	_ = i.out.WriteByte('\n')
	for range i.depth {
		_, _ = i.out.WriteString("  ")
	}
}
