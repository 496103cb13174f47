package resp

import (
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

var sameValue = cmp.AllowUnexported(Value{}, parts{})

func bulk(s string) Value { return Value{kind: BulkString, text: s} }

func integer(n int64) Value { return Value{kind: Integer, num: n} }

func aggregate(kind Kind, items ...Value) Value {
	if items == nil {
		items = []Value{}
	}
	return Value{kind: kind, more: &parts{items: items}}
}

func double(text string, f float64) Value {
	return Value{kind: Double, text: text, num: int64(math.Float64bits(f))}
}

func TestRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     Value
	}{
		{"simple string", "+OK\r\n", Value{kind: SimpleString, text: "OK"}},
		{"empty simple string", "+\r\n", Value{kind: SimpleString}},
		{"simple error", "-ERR no\r\n", Value{kind: SimpleError, text: "ERR no"}},
		{"integer", ":42\r\n", integer(42)},
		{"signed integer", ":+42\r\n", integer(42)},
		{"smallest integer", ":-9223372036854775808\r\n", integer(math.MinInt64)},
		{"bulk string", "$5\r\nhe\r\no\r\n", bulk("he\r\no")},
		{"empty bulk string", "$0\r\n\r\n", bulk("")},
		{"RESP2 null string", "$-1\r\n", Value{kind: Null}},
		{"RESP2 null array", "*-1\r\n", Value{kind: Null}},
		{"null", "_\r\n", Value{kind: Null}},
		{"array", "*2\r\n:1\r\n$1\r\na\r\n", aggregate(Array, integer(1), bulk("a"))},
		{"empty array", "*0\r\n", aggregate(Array)},
		{"true", "#t\r\n", Value{kind: Boolean, num: 1}},
		{"false", "#f\r\n", Value{kind: Boolean}},
		{"double", ",1.5e3\r\n", double("1.5e3", 1500)},
		{"infinity", ",-inf\r\n", double("-inf", math.Inf(-1))},
		{"big number", "(-3492890328409238509324850943850943825024385\r\n", Value{kind: BigNumber, text: "-3492890328409238509324850943850943825024385"}},
		{"bulk error", "!6\r\nERR no\r\n", Value{kind: BulkError, text: "ERR no"}},
		{"verbatim", "=7\r\ntxt:abc\r\n", Value{kind: Verbatim, text: "txt:abc"}},
		{"map", "%1\r\n+k\r\n:1\r\n", aggregate(Map, Value{kind: SimpleString, text: "k"}, integer(1))},
		{"set", "~1\r\n:1\r\n", aggregate(Set, integer(1))},
		{"push", ">1\r\n:1\r\n", aggregate(Push, integer(1))},
		{
			"attributes", "|1\r\n+ttl\r\n:9\r\n$1\r\na\r\n",
			Value{kind: BulkString, text: "a", more: &parts{attributes: []Value{{kind: SimpleString, text: "ttl"}, integer(9)}}},
		},
		{
			"attributes of an element", "*1\r\n|1\r\n:1\r\n:2\r\n:3\r\n",
			aggregate(Array, Value{kind: Integer, num: 3, more: &parts{attributes: []Value{integer(1), integer(2)}}}),
		},
		{"streamed string", "$?\r\n;4\r\nHell\r\n;1\r\no\r\n;0\r\n", bulk("Hello")},
		{"streamed array", "*?\r\n:1\r\n:2\r\n.\r\n", aggregate(Array, integer(1), integer(2))},
		{"streamed set", "~?\r\n.\r\n", aggregate(Set)},
		{"streamed map", "%?\r\n:1\r\n:2\r\n.\r\n", aggregate(Map, integer(1), integer(2))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for how, src := range map[string]io.Reader{
				"whole":  strings.NewReader(tt.in),
				"single": iotest.OneByteReader(strings.NewReader(tt.in)),
			} {
				r := NewReader(src, Limits{})
				got, err := r.Read()
				if err != nil {
					t.Fatalf("%s: %v", how, err)
				}
				if diff := cmp.Diff(tt.want, got, sameValue); diff != "" {
					t.Errorf("%s: -want +got\n%s", how, diff)
				}
				if _, err := r.Read(); !errors.Is(err, io.EOF) || r.Within() {
					t.Errorf("%s: after the reply: %v, within %t; want io.EOF between replies", how, err, r.Within())
				}
			}
		})
	}
}

func TestReadFaults(t *testing.T) {
	t.Parallel()
	notRESP := func(line string) error { return &NotRESPError{Line: line} }
	tests := []struct {
		name, in string
		want     error // compared by its text
	}{
		{"http", "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", notRESP("HTTP/1.1 400 Bad Request")},
		{"ssh", "SSH-2.0-OpenSSH_9.2\r\n", notRESP("SSH-2.0-OpenSSH_9.2")},
		{"tls alert", "\x15\x03\x03\x00\x02", notRESP("\x15\x03\x03\x00\x02")},
		{"end mark first", ".\r\n", notRESP(".")},
		{"long stranger", strings.Repeat("x", 500), notRESP(strings.Repeat("x", quoteMax))},
		{"bare newline", "+OK\n", &ProtocolError{Reason: "a line ends without CRLF", Line: "+OK"}},
		{"integer of letters", ":x\r\n", &ProtocolError{Reason: "a malformed integer", Line: "x"}},
		{"empty integer", ":\r\n", &ProtocolError{Reason: "a malformed integer"}},
		{"integer overflow", ":9223372036854775808\r\n", &ProtocolError{Reason: "a malformed integer", Line: "9223372036854775808"}},
		{"boolean", "#x\r\n", &ProtocolError{Reason: "a malformed boolean", Line: "x"}},
		{"null with text", "_x\r\n", &ProtocolError{Reason: "a malformed null", Line: "x"}},
		{"hexadecimal double", ",0x1p4\r\n", &ProtocolError{Reason: "a malformed double", Line: "0x1p4"}},
		{"big number", "(1_0\r\n", &ProtocolError{Reason: "a malformed big number", Line: "1_0"}},
		{"length", "$x\r\n", &ProtocolError{Reason: "a malformed length", Line: "x"}},
		{"negative length", "$-2\r\n", &ProtocolError{Reason: "a malformed length", Line: "-2"}},
		{"string too long", "$1\r\nabc\r\n", &ProtocolError{Reason: "a string does not end with CRLF", Line: "bc"}},
		{"verbatim", "=3\r\nabc\r\n", &ProtocolError{Reason: "a verbatim string without a format", Line: "abc"}},
		{"push within", "*1\r\n>0\r\n", &ProtocolError{Reason: "a push within a reply"}},
		{"unknown element", "*1\r\n?\r\n", &ProtocolError{Reason: "an unknown type", Line: "?"}},
		{"empty line", "*1\r\n\r\n", &ProtocolError{Reason: "an empty line instead of a value"}},
		{"half a pair", "%?\r\n:1\r\n.\r\n", &ProtocolError{Reason: "a map with a key and no value"}},
		{"no chunk", "$?\r\n:1\r\n", &ProtocolError{Reason: "no chunk in a streamed string", Line: ":1"}},
		{"end mark with text", "*?\r\n.x\r\n", &ProtocolError{Reason: "a malformed end mark", Line: ".x"}},
		{"depth", strings.Repeat("*1\r\n", 9), &LimitError{What: "depth", Max: 8}},
		{"string above length", "$1001\r\n", &LimitError{What: "length", Max: 1000}},
		{"array above length", "*1001\r\n", &LimitError{What: "length", Max: 1000}},
		{"map above length", "%501\r\n", &LimitError{What: "length", Max: 1000}},
		{"chunks above length", "$?\r\n;600\r\n" + strings.Repeat("x", 600) + "\r\n;600\r\n" + strings.Repeat("x", 600) + "\r\n", &LimitError{What: "length", Max: 1000}},
		{"total", "*200\r\n" + strings.Repeat(":1\r\n", 200), &LimitError{What: "total", Max: 4000}},
		{"endless attributes", strings.Repeat("|0\r\n", 200), &LimitError{What: "total", Max: 4000}},
		{"line", "+" + strings.Repeat("x", 70<<10), &LimitError{What: "line", Max: lineMax}},
		{"ends in a line", "+O", io.ErrUnexpectedEOF},
		{"ends in a string", "$5\r\nab", io.ErrUnexpectedEOF},
		{"ends in an array", "*2\r\n:1\r\n", io.ErrUnexpectedEOF},
		{"ends in a stream", "*?\r\n:1\r\n", io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(strings.NewReader(tt.in), Limits{Depth: 8, Length: 1000, Total: 4000})
			_, err := r.Read()
			if err == nil || err.Error() != tt.want.Error() {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if !r.Within() {
				t.Error("Within is false after a broken reply")
			}
		})
	}
}

func TestLongTextGrowsWithItsBytes(t *testing.T) {
	t.Parallel()
	const n = 3 << 20
	text := strings.Repeat("0123456789abcdef", n/16)
	r := NewReader(iotest.HalfReader(strings.NewReader(string(bulk(text).Append(nil))+":1\r\n")), Limits{})
	v, err := r.Read()
	if err != nil || v.Text() != text {
		t.Fatalf("a text of %d bytes came back as %d, %v", n, len(v.Text()), err)
	}
	if v, err := r.Read(); err != nil || v.num != 1 {
		t.Errorf("the reply after it: %v, %v", v, err)
	}
}

func TestStreamErrorIsPassedOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	r := NewReader(iotest.ErrReader(broken), Limits{})
	if _, err := r.Read(); !errors.Is(err, broken) || r.Within() {
		t.Errorf("got %v, within %t", err, r.Within())
	}
	r = NewReader(io.MultiReader(strings.NewReader("$3\r\na"), iotest.ErrReader(broken)), Limits{})
	if _, err := r.Read(); !errors.Is(err, broken) || !r.Within() {
		t.Errorf("got %v, within %t", err, r.Within())
	}
}
