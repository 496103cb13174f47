package resp

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
