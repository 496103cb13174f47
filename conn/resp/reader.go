package resp

import (
	"errors"
	"io"
)

// Reader parses the replies of one stream. It is used by one goroutine at a
// time; after an error it is of no further use.
type Reader struct {
	in      buffer
	limits  Limits
	charged int64 // memory of the reply being read
	within  bool  // bytes of an unfinished reply were taken
}

// NewReader parses what src sends. It reads ahead.
func NewReader(src io.Reader, limits Limits) *Reader {
	r := &Reader{in: buffer{src: src}}
	r.SetLimits(limits)
	return r
}

// Read returns the next reply or push, with its attributes. At the end of the
// stream the error is io.EOF between replies and io.ErrUnexpectedEOF within
// one; a fault in the bytes is a [*NotRESPError], a [*ProtocolError] or a
// [*LimitError]; any other error is the stream's own.
func (r *Reader) Read() (Value, error) {
	r.charged, r.within = 0, false
	if text, ok := r.ready(); ok {
		return textValue(BulkString, string(text)), nil
	}
	if err := r.begin(); err != nil {
		return Value{}, err
	}
	v, err := r.value(0)
	if err != nil {
		return Value{}, cutShort(err)
	}
	r.within = false
	return v, nil
}

// begin waits for the first byte of a reply, which must be one.
func (r *Reader) begin() error {
	if r.in.r == r.in.w {
		if err := r.in.fill(); err != nil {
			return err
		}
	}
	r.within = true
	if !Begins(r.in.buf[r.in.r]) {
		return &NotRESPError{Line: r.firstLine()}
	}
	return nil
}

// cutShort is the error of a stream that ended within a reply.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Within is true where bytes of an unfinished reply were read: after an error
// it tells a broken reply from none.
func (r *Reader) Within() bool { return r.within }

// Buffered is how many bytes were read ahead, behind the last reply.
func (r *Reader) Buffered() int { return r.in.w - r.in.r }

// SetLimits gives the limits of the replies from here on.
func (r *Reader) SetLimits(limits Limits) {
	r.limits = limits.withDefaults()
	r.in.simpleMax = min(r.limits.Length, r.limits.Total)
}

// firstLine quotes what has arrived, up to the end of its first line.
func (r *Reader) firstLine() string {
	have := r.in.buf[r.in.r:r.in.w]
	for i, b := range have {
		if b == '\n' && i > 0 && have[i-1] == '\r' {
			return quote(have[:i-1])
		}
	}
	return quote(have)
}

// charge counts memory against the total.
func (r *Reader) charge(n int64) error {
	if n > r.limits.Total-r.charged {
		return &LimitError{What: "total", Max: r.limits.Total}
	}
	r.charged += n
	return nil
}

// value parses one value at the given depth, with the attributes before it.
func (r *Reader) value(depth int) (Value, error) {
	if text, ok := r.ready(); ok {
		return textValue(BulkString, string(text)), nil
	}
	var attributes []Value
	for {
		line, err := r.in.line()
		if err != nil {
			return Value{}, err
		}
		if len(line) == 0 {
			return Value{}, &ProtocolError{Reason: "an empty line instead of a value"}
		}
		if line[0] == attribute {
			more, err := r.aggregate(line[1:], 2, depth)
			if err != nil {
				return Value{}, err
			}
			attributes = append(attributes, more...)
			continue
		}
		v, err := r.typed(Kind(line[0]), line[1:], depth)
		if err == nil && len(attributes) > 0 {
			v.more = &parts{items: v.Items(), attributes: attributes}
		}
		return v, err
	}
}

// typed parses the rest of a value whose first line is kind and rest.
func (r *Reader) typed(kind Kind, rest []byte, depth int) (Value, error) {
	if err := r.charge(valueSize); err != nil {
		return Value{}, err
	}
	switch kind {
	case SimpleString, SimpleError:
		if err := r.charge(int64(len(rest))); err != nil {
			return Value{}, err
		}
		return textValue(kind, string(rest)), nil
	case Integer, Double, BigNumber, Boolean, Null:
		return r.scalar(kind, rest)
	case BulkString, BulkError, Verbatim:
		return r.bulk(kind, rest)
	case Array, Set, Push, Map:
		if kind == Push && depth > 0 {
			return Value{}, &ProtocolError{Reason: "a push within a reply"}
		}
		if kind == Array && string(rest) == "-1" {
			return Value{kind: Null}, nil
		}
		width := 1
		if kind == Map {
			width = 2
		}
		items, err := r.aggregate(rest, width, depth)
		return Value{kind: kind, more: &parts{items: items}}, err
	}
	return Value{}, &ProtocolError{Reason: "an unknown type", Line: quote(append([]byte{byte(kind)}, rest...))}
}
