package resp

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
