package trace

import (
	"bytes"
	"errors"
	"fmt"
)

// call is a request as it came over the wire.
type call struct {
	at   int64 // nanoseconds since 1970
	db   int32
	text []byte // the arguments, one after another
	ends []int  // where each ends
	mute bool   // the server does not answer it
}

// args gives an argument, empty where there are fewer.
func (c *call) arg(i int) []byte {
	if i >= len(c.ends) {
		return nil
	}
	from := 0
	if i > 0 {
		from = c.ends[i-1]
	}
	return c.text[from:c.ends[i]]
}

// is compares the command's name, which is in upper case here.
func (c *call) is(name string) bool { return bytes.EqualFold(c.arg(0), []byte(name)) }

// command adds a request to a block.
func (b *Block) command(client []byte, c *call) {
	b.starts = append(b.starts, len(b.spans))
	b.spans = append(b.spans, b.text(func(data []byte) []byte { return append(data, client...) }))
	base := b.text(func(data []byte) []byte { return append(data, c.text...) }).from
	from := base
	for _, end := range c.ends {
		b.spans = append(b.spans, span{from, base + uint32(end)})
		from = base + uint32(end)
	}
	b.Time, b.DB = append(b.Time, c.at), append(b.DB, c.db)
}

// argKept is how much of an argument is kept: keys are shorter, and of values
// nothing is needed.
const argKept = 64 << 10

var (
	errRequest = errors.New("no array of strings")
	errArgs    = errors.New("more arguments than a request may have")
)

// maxArgs bounds a request, as the server does.
const maxArgs = 1 << 20

// requests hears the requests of a client.
type requests struct {
	call call
	max  int                     // bytes of a request's arguments
	kept int                     // of the argument that is coming
	line func(text []byte) error // hears lines between requests: annotations, inline requests
	done func(c *call) error     // hears requests
}

func (r *requests) value(kind byte, line []byte, n int64, depth int) error {
	switch {
	case depth == 0 && kind == '*':
		if n > maxArgs {
			return errArgs
		}
		r.call.text, r.call.ends = r.call.text[:0], r.call.ends[:0]
		return nil
	case depth == 0:
		r.call.text, r.call.ends = r.call.text[:0], r.call.ends[:0]
		return r.line(line)
	case depth == 1 && kind == '$' && n >= 0:
		if len(r.call.text) > r.max {
			return &Error{Code: CodeLineTooLong, Err: fmt.Errorf("a request of more than %d bytes", r.max)}
		}
		r.kept = 0
		return nil
	}
	return errRequest
}

func (r *requests) part(text []byte) {
	text = text[:min(len(text), argKept-r.kept)]
	r.kept += len(text)
	r.call.text = append(r.call.text, text...)
}

func (r *requests) end(depth int) error {
	if depth == 1 {
		r.call.ends = append(r.call.ends, len(r.call.text))
		return nil
	}
	if len(r.call.ends) == 0 {
		return nil // an empty array, an annotation
	}
	return r.done(&r.call)
}

// inline makes a request of a line of words.
func (r *requests) inline(line []byte) error {
	for word := range bytes.FieldsSeq(line) {
		r.call.text = append(r.call.text, word...)
		r.call.ends = append(r.call.ends, len(r.call.text))
	}
	return nil
}
