package trace

import "bytes"

// unquote undoes sdscatrepr from data[from:] to the closing quote, in place. It
// gives where the text ends now and what follows the quote.
func unquote(data []byte, from int) (end, next int, err error) {
	rest := data[from:]
	quote := bytes.IndexByte(rest, '"')
	if quote < 0 {
		return 0, 0, errQuote
	}
	if bytes.IndexByte(rest[:quote], '\\') < 0 {
		return from + quote, from + quote + 1, nil
	}
	end = from
	for i := from; i < len(data); i++ {
		switch c := data[i]; c {
		case '"':
			return end, i + 1, nil
		case '\\':
			var ok bool
			if c, i, ok = escape(data, i+1); !ok {
				return 0, 0, errEscape
			}
			data[end] = c
			end++
		default:
			data[end] = c
			end++
		}
	}
	return 0, 0, errQuote
}

// escape reads what follows a backslash and gives the byte meant and the last
// position read.
func escape(data []byte, i int) (c byte, last int, ok bool) {
	if i >= len(data) {
		return 0, i, false
	}
	switch data[i] {
	case '\\', '"':
		return data[i], i, true
	case 'n':
		return '\n', i, true
	case 'r':
		return '\r', i, true
	case 't':
		return '\t', i, true
	case 'a':
		return '\a', i, true
	case 'b':
		return '\b', i, true
	case 'x':
		if i+2 < len(data) {
			high, ok1 := hex(data[i+1])
			low, ok2 := hex(data[i+2])
			return high<<4 | low, i + 2, ok1 && ok2
		}
	}
	return 0, i, false
}

func hex(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
