package resp

import "strings"

// Kind is the type of a [Value]: the byte it begins with on the wire.
type Kind byte

// The kinds. RESP2 has the first five; its nulls ($-1 and *-1) are Null here.
const (
	SimpleString Kind = '+'
	SimpleError  Kind = '-'
	Integer      Kind = ':'
	BulkString   Kind = '$'
	Array        Kind = '*'
	Null         Kind = '_'
	Boolean      Kind = '#'
	Double       Kind = ','
	BigNumber    Kind = '('
	BulkError    Kind = '!'
	Verbatim     Kind = '='
	Map          Kind = '%'
	Set          Kind = '~'
	Push         Kind = '>'
)

// Bytes that begin no value of their own.
const (
	attribute   = '|' // a map of remarks before a value
	chunk       = ';' // a part of a streamed string
	streamedEnd = '.' // the end of a streamed aggregate
)

var kindNames = map[Kind]string{
	SimpleString: "simple string", SimpleError: "simple error", Integer: "integer",
	BulkString: "bulk string", Array: "array", Null: "null", Boolean: "boolean",
	Double: "double", BigNumber: "big number", BulkError: "bulk error",
	Verbatim: "verbatim string", Map: "map", Set: "set", Push: "push",
}

// String is the kind's name in words, as in the specification.
func (k Kind) String() string {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return "unknown kind"
}

// Begins reports whether b can be the first byte of a reply. With anything
// else the peer does not speak RESP.
func Begins(b byte) bool { return strings.IndexByte("$+:*-_%>#,~(!=|", b) >= 0 }
