package report

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
)

// writeJSON encodes field by field and each element of a list by itself:
// encoding/json would hold the whole text of thousands of targets first.
func writeJSON(w io.Writer, r *Report, _ Options) error {
	in := &indenter{out: w}
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
	return in.flush()
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
	out     io.Writer
	buf     []byte
	err     error // the first of out
	depth   int
	opened  bool // the last byte began an object or a list
	quoted  bool // within a string
	escaped bool // behind a \ in it
}

// indented is how much is written at a time.
const indented = 64 << 10

func (i *indenter) text(compact string) { _, _ = i.Write([]byte(compact)) }

func (i *indenter) Write(compact []byte) (int, error) {
	for at := 0; at < len(compact); at++ {
		c := compact[at]
		if i.quoted {
			at += i.quote(compact[at:]) - 1
			continue
		}
		closes := c == '}' || c == ']'
		switch {
		case c == '\n': // behind each value that an encoder writes
			continue
		case i.opened && !closes:
			i.depth++
			i.line()
		case !i.opened && closes:
			i.depth--
			i.line()
		}
		i.opened = c == '{' || c == '['
		i.quoted = c == '"'
		i.buf = append(i.buf, c)
		switch c {
		case ',':
			i.line()
		case ':':
			i.buf = append(i.buf, ' ')
		}
	}
	if len(i.buf) >= indented {
		_ = i.flush()
	}
	return len(compact), i.err
}

// quote takes what is within a string, up to its end, and says how much it was.
func (i *indenter) quote(text []byte) (n int) {
	for n < len(text) && i.quoted {
		c := text[n]
		i.quoted = c != '"' || i.escaped
		i.escaped = c == '\\' && !i.escaped
		n++
	}
	i.buf = append(i.buf, text[:n]...)
	return n
}

// line begins the next line.
func (i *indenter) line() {
	i.buf = append(i.buf, '\n')
	for range i.depth {
		i.buf = append(i.buf, "  "...)
	}
}

// flush writes what there is, and gives the first error of any.
func (i *indenter) flush() error {
	if i.err == nil {
		_, i.err = i.out.Write(i.buf)
	}
	i.buf = i.buf[:0]
	return i.err
}
