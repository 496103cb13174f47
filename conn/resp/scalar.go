package resp

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
		_, ok = parseDouble(rest)
		v = textValue(kind, string(rest))
	case BigNumber:
		ok = isDigits(rest)
		v = textValue(kind, string(rest))
	}
	if !ok {
		return Value{}, &ProtocolError{Reason: "a malformed " + kind.String(), Line: quote(rest)}
	}
	return v, r.charge(int64(len(v.raw())))
}
