package resp

import (
	"errors"
	"io"
	"math"
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
	return &Reader{in: buffer{src: src}, limits: limits.withDefaults()}
}

// Read returns the next reply or push, with its attributes. At the end of the
// stream the error is io.EOF between replies and io.ErrUnexpectedEOF within
// one; a fault in the bytes is a [*NotRESPError], a [*ProtocolError] or a
// [*LimitError]; any other error is the stream's own.
func (r *Reader) Read() (Value, error) {
	r.charged, r.within = 0, false
	if r.in.r == r.in.w {
		if err := r.in.fill(); err != nil {
			return Value{}, err
		}
	}
	r.within = true
	if !Begins(r.in.buf[r.in.r]) {
		return Value{}, &NotRESPError{Line: r.firstLine()}
	}
	v, err := r.value(0)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return Value{}, err
	}
	r.within = false
	return v, nil
}

// Within is true where bytes of an unfinished reply were read: after an error
// it tells a broken reply from none.
func (r *Reader) Within() bool { return r.within }

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
		return Value{kind: kind, text: string(rest)}, nil
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

// scalar parses the numbers, booleans and nulls.
func (r *Reader) scalar(kind Kind, rest []byte) (Value, error) {
	v, ok := Value{kind: kind}, false
	switch kind {
	case Null:
		ok = len(rest) == 0
	case Boolean:
		ok = len(rest) == 1 && (rest[0] == 't' || rest[0] == 'f')
		if ok && rest[0] == 't' {
			v.num = 1
		}
	case Integer:
		v.num, ok = parseInteger(rest)
	case Double:
		var f float64
		f, ok = parseDouble(rest)
		v.num, v.text = int64(math.Float64bits(f)), string(rest)
	case BigNumber:
		ok = isDigits(rest)
		v.text = string(rest)
	}
	if !ok {
		return Value{}, &ProtocolError{Reason: "a malformed " + kind.String(), Line: quote(rest)}
	}
	return v, r.charge(int64(len(v.text)))
}

// bulk parses the kinds whose text follows the line.
func (r *Reader) bulk(kind Kind, rest []byte) (Value, error) {
	if kind == BulkString && string(rest) == "-1" {
		return Value{kind: Null}, nil
	}
	var text string
	var err error
	if len(rest) == 1 && rest[0] == '?' {
		text, err = r.chunks()
	} else {
		text, err = r.sized(rest)
	}
	if err != nil {
		return Value{}, err
	}
	if kind == Verbatim && (len(text) < verbatimPrefix || text[verbatimPrefix-1] != ':') {
		return Value{}, &ProtocolError{Reason: "a verbatim string without a format", Line: quote([]byte(text))}
	}
	return Value{kind: kind, text: text}, nil
}

// sized parses a text whose length is given.
func (r *Reader) sized(length []byte) (string, error) {
	n, err := r.length(length)
	if err != nil {
		return "", err
	}
	if err := r.charge(n); err != nil {
		return "", err
	}
	return r.in.text(n)
}

// chunks parses a streamed string: parts, and one of length 0 at the end.
func (r *Reader) chunks() (string, error) {
	var text []byte
	for {
		line, err := r.in.line()
		if err != nil {
			return "", err
		}
		if len(line) == 0 || line[0] != chunk {
			return "", &ProtocolError{Reason: "no chunk in a streamed string", Line: quote(line)}
		}
		if string(line[1:]) == "0" {
			return string(text), nil
		}
		part, err := r.sized(line[1:])
		if err != nil {
			return "", err
		}
		if int64(len(text)+len(part)) > r.limits.Length {
			return "", &LimitError{What: "length", Max: r.limits.Length}
		}
		text = append(text, part...)
	}
}

// firstItems is how many elements are made room for before any has arrived.
const firstItems = 64

// aggregate parses the elements that a first line announces: width times as
// many as the count says, or up to the end mark of a streamed one.
func (r *Reader) aggregate(count []byte, width, depth int) ([]Value, error) {
	if depth >= r.limits.Depth {
		return nil, &LimitError{What: "depth", Max: int64(r.limits.Depth)}
	}
	if err := r.charge(partsSize); err != nil {
		return nil, err
	}
	if len(count) == 1 && count[0] == '?' {
		return r.streamed(width, depth)
	}
	n, err := r.length(count)
	if err != nil {
		return nil, err
	}
	if n > r.limits.Length/int64(width) {
		return nil, &LimitError{What: "length", Max: r.limits.Length}
	}
	n *= int64(width)
	items := make([]Value, 0, min(n, firstItems))
	for range n {
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	return items, nil
}

func (r *Reader) streamed(width, depth int) ([]Value, error) {
	items := []Value{}
	for {
		end, err := r.atEnd()
		if err != nil {
			return nil, err
		}
		if end {
			if len(items)%width != 0 {
				return nil, &ProtocolError{Reason: "a map with a key and no value"}
			}
			return items, nil
		}
		if int64(len(items)) >= r.limits.Length {
			return nil, &LimitError{What: "length", Max: r.limits.Length}
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
}

// atEnd takes the end mark of a streamed aggregate, if that comes next.
func (r *Reader) atEnd() (bool, error) {
	if r.in.r == r.in.w {
		if err := r.in.fill(); err != nil {
			return false, err
		}
	}
	if r.in.buf[r.in.r] != streamedEnd {
		return false, nil
	}
	line, err := r.in.line()
	if err == nil && len(line) != 1 {
		err = &ProtocolError{Reason: "a malformed end mark", Line: quote(line)}
	}
	return true, err
}

// length parses the length of a string or the count of an aggregate.
func (r *Reader) length(digits []byte) (int64, error) {
	n, ok := parseInteger(digits)
	if !ok || n < 0 {
		return 0, &ProtocolError{Reason: "a malformed length", Line: quote(digits)}
	}
	if n > r.limits.Length {
		return 0, &LimitError{What: "length", Max: r.limits.Length}
	}
	return n, nil
}
