package resp

import "strconv"

// AppendCommand appends a command, an array of bulk strings, to dst and
// returns the extended slice.
func AppendCommand(dst []byte, args ...string) []byte {
	dst = appendHead(dst, Array, len(args))
	for _, arg := range args {
		dst = appendHead(dst, BulkString, len(arg))
		dst = append(append(dst, arg...), '\r', '\n')
	}
	return dst
}

// AppendCommandBytes is [AppendCommand] for arguments held as bytes. (One
// generic function for both would make every caller's arguments escape.)
func AppendCommandBytes(dst []byte, args ...[]byte) []byte {
	dst = appendHead(dst, Array, len(args))
	for _, arg := range args {
		dst = appendHead(dst, BulkString, len(arg))
		dst = append(append(dst, arg...), '\r', '\n')
	}
	return dst
}

func appendHead(dst []byte, kind Kind, n int) []byte {
	dst = append(dst, byte(kind))
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, '\r', '\n')
}

// Append appends the value as RESP3, with its attributes, to dst and returns
// the extended slice: what a server would send.
func (v Value) Append(dst []byte) []byte {
	if attributes := v.Attributes(); len(attributes) > 0 {
		dst = appendHead(dst, attribute, len(attributes)/2)
		dst = appendItems(dst, attributes)
	}
	switch v.kind {
	case BulkString, BulkError, Verbatim:
		dst = appendHead(dst, v.kind, len(v.text))
		dst = append(dst, v.text...)
	case Array, Set, Push:
		return appendItems(appendHead(dst, v.kind, len(v.Items())), v.Items())
	case Map:
		return appendItems(appendHead(dst, v.kind, len(v.Items())/2), v.Items())
	case Integer:
		dst = strconv.AppendInt(append(dst, byte(v.kind)), v.num, 10)
	case Boolean:
		dst = append(dst, byte(v.kind), "ft"[v.num])
	default:
		dst = append(append(dst, byte(v.kind)), v.text...)
	}
	return append(dst, '\r', '\n')
}

func appendItems(dst []byte, items []Value) []byte {
	for _, item := range items {
		dst = item.Append(dst)
	}
	return dst
}
