package resp

import (
	"strconv"
	"strings"
)

// AppendCommand appends a command, an array of bulk strings, to dst and
// returns the extended slice. A name of several words given as one string
// ("CONFIG GET") is split at its spaces, as valkey-py does; no other argument
// is. Without arguments nothing is appended.
func AppendCommand(dst []byte, args ...string) []byte {
	if len(args) == 0 {
		return dst
	}
	dst = appendName(dst, args[0], len(args)-1)
	for _, arg := range args[1:] {
		dst = appendBulk(dst, arg)
	}
	return dst
}

// AppendCommandBytes is [AppendCommand] for arguments held as bytes. (One
// generic function for both would make every caller's arguments escape.)
func AppendCommandBytes(dst []byte, args ...[]byte) []byte {
	if len(args) == 0 {
		return dst
	}
	dst = appendName(dst, asString(args[0]), len(args)-1)
	for _, arg := range args[1:] {
		dst = appendBulk(dst, asString(arg))
	}
	return dst
}

// appendName appends the head of a command and its name, which further
// arguments follow.
func appendName(dst []byte, name string, further int) []byte {
	if strings.IndexByte(name, ' ') < 0 {
		return appendBulk(appendHead(dst, Array, 1+further), name)
	}
	words := strings.FieldsFunc(name, isSpace)
	dst = appendHead(dst, Array, len(words)+further)
	for _, word := range words {
		dst = appendBulk(dst, word)
	}
	return dst
}

// isSpace is true where Python splits bytes.
func isSpace(c rune) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func appendBulk(dst []byte, text string) []byte {
	dst = appendHead(dst, BulkString, len(text))
	return append(append(dst, text...), '\r', '\n')
}

func appendHead(dst []byte, kind Kind, n int) []byte {
	if n < 10 { // most arguments are few and short
		return append(dst, byte(kind), byte('0'+n), '\r', '\n')
	}
	dst = strconv.AppendInt(append(dst, byte(kind)), int64(n), 10)
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
		dst = appendHead(dst, v.kind, len(v.raw()))
		dst = append(dst, v.raw()...)
	case Array, Set, Push:
		return appendItems(appendHead(dst, v.kind, len(v.Items())), v.Items())
	case Map:
		return appendItems(appendHead(dst, v.kind, len(v.Items())/2), v.Items())
	case Integer:
		dst = strconv.AppendInt(append(dst, byte(v.kind)), v.num, 10)
	case Boolean:
		dst = append(dst, byte(v.kind), "ft"[v.num])
	default:
		dst = append(append(dst, byte(v.kind)), v.raw()...)
	}
	return append(dst, '\r', '\n')
}

func appendItems(dst []byte, items []Value) []byte {
	for _, item := range items {
		dst = item.Append(dst)
	}
	return dst
}
