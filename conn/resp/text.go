package resp

// bulk parses the kinds whose text follows the line.
func (r *Reader) bulk(kind Kind, rest []byte) (Value, error) {
	if kind == BulkString && string(rest) == "-1" {
		return Value{kind: Null}, nil
	}
	text, err := r.text(nil, rest)
	if err != nil {
		return Value{}, err
	}
	if kind == Verbatim && (len(text) < verbatimPrefix || text[verbatimPrefix-1] != ':') {
		return Value{}, &ProtocolError{Reason: "a verbatim string without a format", Line: quote(text)}
	}
	return textValue(kind, asString(text)), nil
}

// text appends to dst the text that a first line announces by its length.
func (r *Reader) text(dst, length []byte) ([]byte, error) {
	if len(length) == 1 && length[0] == '?' {
		return r.chunks(dst)
	}
	n, err := r.length(length)
	if err == nil {
		err = r.charge(n)
	}
	if err != nil {
		return nil, err
	}
	return r.in.text(dst, n)
}

// chunks appends a streamed string to dst: parts, and one of length 0 at the
// end.
func (r *Reader) chunks(dst []byte) ([]byte, error) {
	total := int64(0)
	for {
		line, err := r.in.line()
		if err != nil {
			return nil, err
		}
		if len(line) == 0 || line[0] != chunk {
			return nil, &ProtocolError{Reason: "no chunk in a streamed string", Line: quote(line)}
		}
		n, err := r.length(line[1:])
		if err == nil {
			err = r.charge(n)
		}
		if err != nil || n == 0 {
			return dst, err
		}
		if total += n; total > r.limits.Length {
			return nil, &LimitError{What: "length", Max: r.limits.Length}
		}
		if dst, err = r.in.text(dst, n); err != nil {
			return nil, err
		}
	}
}
