package report

import (
	"bufio"
	"encoding/json"
	"io"
	"reflect"
	"strings"
)

// writeJSON encodes field by field and each element of a list by itself:
// encoding/json would hold the whole text of thousands of targets first.
func writeJSON(w io.Writer, r *Report, _ Options) error {
	in := &indenter{out: bufio.NewWriterSize(w, 64<<10)}
	enc := json.NewEncoder(in)
	enc.SetEscapeHTML(false)
	between := "{"
	for field, value := range reflect.ValueOf(r).Elem().Fields() {
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		empty := value.IsZero() || value.Kind() == reflect.Slice && value.Len() == 0
		if empty && option == "omitempty" {
			continue
		}
		in.text(between)
		in.text(`"` + name + `":`)
		between = ","
		if err := encode(enc, in, value); err != nil {
			return err
		}
	}
	in.text("}")
	in.line()
	return in.out.Flush()
}

// encode encodes a value; a list element by element.
func encode(enc *json.Encoder, in *indenter, value reflect.Value) error {
	if value.Kind() != reflect.Slice || value.IsNil() {
		return enc.Encode(value.Interface())
	}
	in.text("[")
	for i := range value.Len() {
		if i > 0 {
			in.text(",")
		}
		if err := enc.Encode(value.Index(i).Addr().Interface()); err != nil {
			return err
		}
	}
	in.text("]")
	return nil
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

func (i *indenter) text(compact string) { _, _ = i.Write([]byte(compact)) }

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
		case c == '\n': // behind each value that an encoder writes
			upTo(at)
			from++
			continue
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
