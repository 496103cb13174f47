package resp

// ReadInto is [Reader.Read] without memory of its own for the text of a
// string: where the reply is a bulk, simple or verbatim string, out is dst with
// the text appended, and v has the kind and the attributes, but no text. With
// every other reply, and with an error, out is dst as it was.
func (r *Reader) ReadInto(dst []byte) (out []byte, v Value, err error) {
	r.charged, r.within = 0, false
	if text, ok := r.ready(); ok {
		return append(dst, text...), Value{kind: BulkString}, nil
	}
	if err := r.begin(); err != nil {
		return dst, Value{}, err
	}
	if Kind(r.in.buf[r.in.r]) == BulkString {
		out, v, err = r.bulkInto(dst)
	} else if v, err = r.value(0); err == nil {
		out, v = v.moveText(dst)
	}
	if err != nil {
		return dst, Value{}, cutShort(err)
	}
	r.within = false
	return out, v, nil
}

// bulkInto is bulk for a text of the caller's, from the line on.
func (r *Reader) bulkInto(dst []byte) ([]byte, Value, error) {
	line, err := r.in.line()
	if err == nil {
		err = r.charge(valueSize)
	}
	if err != nil {
		return nil, Value{}, err
	}
	if string(line[1:]) == "-1" {
		return dst, Value{kind: Null}, nil
	}
	out, err := r.text(dst, line[1:])
	return out, Value{kind: BulkString}, err
}

// moveText takes the text of a string out of the value and appends it to dst.
func (v Value) moveText(dst []byte) ([]byte, Value) {
	switch v.kind {
	case BulkString, SimpleString:
		dst, v.text, v.num = append(dst, v.raw()...), nil, 0
	case Verbatim:
		dst, v.num = append(dst, v.Text()...), verbatimPrefix
	}
	return dst, v
}
