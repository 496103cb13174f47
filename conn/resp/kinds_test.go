package resp

import (
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// sameValue compares values by what they say, each part once. (What cmp would
// do by itself takes twice as long with each level of nesting.)
var sameValue = cmp.Comparer(same)

func same(a, b Value) bool {
	return a.kind == b.kind && a.raw() == b.raw() && (a.text != nil || a.num == b.num) &&
		slices.EqualFunc(a.Items(), b.Items(), same) && slices.EqualFunc(a.Attributes(), b.Attributes(), same)
}

func bulk(s string) Value { return textValue(BulkString, s) }

func integer(n int64) Value { return Value{kind: Integer, num: n} }

func aggregate(kind Kind, items ...Value) Value {
	if items == nil {
		items = []Value{}
	}
	return Value{kind: kind, more: &parts{items: items}}
}

func attributed(v Value, attributes ...Value) Value {
	v.more = &parts{items: v.Items(), attributes: attributes}
	return v
}

// kindTest is one reply: its bytes, and what they mean.
type kindTest struct {
	name, in string
	want     Value
}

func TestKindsRESP2(t *testing.T) {
	t.Parallel()
	testKinds(t, []kindTest{
		{"simple string", "+OK\r\n", textValue(SimpleString, "OK")},
		{"empty simple string", "+\r\n", Value{kind: SimpleString}},
		{"error", "-ERR no\r\n", textValue(SimpleError, "ERR no")},
		{"integer", ":42\r\n", integer(42)},
		{"signed integer", ":+42\r\n", integer(42)},
		{"largest integer", ":9223372036854775807\r\n", integer(math.MaxInt64)},
		{"smallest integer", ":-9223372036854775808\r\n", integer(math.MinInt64)},
		{"bulk string", "$5\r\nhe\r\no\r\n", bulk("he\r\no")},
		{"empty bulk string", "$0\r\n\r\n", bulk("")},
		{"bulk string with a sign and zeros", "$+0000000002\r\nab\r\n", bulk("ab")},
		{"null string", "$-1\r\n", Value{kind: Null}},
		{"null array", "*-1\r\n", Value{kind: Null}},
		{"array", "*2\r\n:1\r\n$1\r\na\r\n", aggregate(Array, integer(1), bulk("a"))},
		{"empty array", "*0\r\n", aggregate(Array)},
		{"array with a null and an error", "*2\r\n$-1\r\n-ERR no\r\n", aggregate(Array, Value{kind: Null}, textValue(SimpleError, "ERR no"))},
		{"array of arrays", "*2\r\n*1\r\n:1\r\n*0\r\n", aggregate(Array, aggregate(Array, integer(1)), aggregate(Array))},
	})
}

func TestKindsRESP3(t *testing.T) {
	t.Parallel()
	testKinds(t, []kindTest{
		{"null", "_\r\n", Value{kind: Null}},
		{"true", "#t\r\n", Value{kind: Boolean, num: 1}},
		{"false", "#f\r\n", Value{kind: Boolean}},
		{"double", ",1.5e3\r\n", textValue(Double, "1.5e3")},
		{"double without a fraction", ",10\r\n", textValue(Double, "10")},
		{"inf", ",inf\r\n", textValue(Double, "inf")},
		{"-inf", ",-inf\r\n", textValue(Double, "-inf")},
		{"nan", ",nan\r\n", textValue(Double, "nan")},
		{"-nan, of older servers", ",-nan\r\n", textValue(Double, "-nan")},
		{"big number", "(-3492890328409238509324850943850943825024385\r\n", textValue(BigNumber, "-3492890328409238509324850943850943825024385")},
		{"bulk error", "!6\r\nERR\nno\r\n", textValue(BulkError, "ERR\nno")},
		{"verbatim", "=7\r\ntxt:abc\r\n", textValue(Verbatim, "txt:abc")},
		{"empty verbatim", "=4\r\nmkd:\r\n", textValue(Verbatim, "mkd:")},
		{"map", "%1\r\n+k\r\n:1\r\n", aggregate(Map, textValue(SimpleString, "k"), integer(1))},
		{"map with a map for a key", "%1\r\n%0\r\n:1\r\n", aggregate(Map, aggregate(Map), integer(1))},
		{"set", "~1\r\n:1\r\n", aggregate(Set, integer(1))},
		{"push", ">1\r\n:1\r\n", aggregate(Push, integer(1))},
		{
			"attributes", "|1\r\n+ttl\r\n:9\r\n$1\r\na\r\n",
			attributed(bulk("a"), textValue(SimpleString, "ttl"), integer(9)),
		},
		{
			"attributes twice", "|1\r\n:1\r\n:2\r\n|1\r\n:3\r\n:4\r\n+OK\r\n",
			attributed(textValue(SimpleString, "OK"), integer(1), integer(2), integer(3), integer(4)),
		},
		{
			"attributes of an element", "*1\r\n|1\r\n:1\r\n:2\r\n:3\r\n",
			aggregate(Array, attributed(integer(3), integer(1), integer(2))),
		},
		{"streamed string", "$?\r\n;4\r\nHell\r\n;1\r\no\r\n;0\r\n", bulk("Hello")},
		{"empty streamed string", "$?\r\n;0\r\n", bulk("")},
		{"streamed verbatim", "=?\r\n;5\r\ntxt:a\r\n;1\r\nb\r\n;0\r\n", textValue(Verbatim, "txt:ab")},
		{"streamed array", "*?\r\n:1\r\n$1\r\na\r\n.\r\n", aggregate(Array, integer(1), bulk("a"))},
		{"streamed set", "~?\r\n.\r\n", aggregate(Set)},
		{"streamed map", "%?\r\n:1\r\n:2\r\n.\r\n", aggregate(Map, integer(1), integer(2))},
		{"stream in a stream", "*?\r\n*?\r\n.\r\n.\r\n", aggregate(Array, aggregate(Array))},
	})
}

// testKinds reads each reply, in one piece and byte by byte, by Read and by
// ReadInto, and wants the end of the stream after it.
func testKinds(t *testing.T, tests []kindTest) {
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for how, src := range map[string]func() io.Reader{
				"whole":  func() io.Reader { return strings.NewReader(tt.in) },
				"single": func() io.Reader { return iotest.OneByteReader(strings.NewReader(tt.in)) },
			} {
				r := NewReader(src(), Limits{})
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
				r = NewReader(src(), Limits{})
				intoEqualsRead(t, r, got)
				if _, _, err := r.ReadInto(nil); !errors.Is(err, io.EOF) || r.Within() {
					t.Errorf("%s: after the reply: %v, within %t; want io.EOF between replies", how, err, r.Within())
				}
			}
		})
	}
}

// intoEqualsRead reads a reply by ReadInto, which Read gave as want.
func intoEqualsRead(t *testing.T, r *Reader, want Value) {
	t.Helper()
	out, got, err := r.ReadInto([]byte("kept"))
	if err != nil {
		t.Fatalf("ReadInto: %v", err)
	}
	text := "kept"
	switch want.kind {
	case BulkString, SimpleString, Verbatim:
		text += want.Text()
		if got.Kind() != want.Kind() || got.Text() != "" || got.Format() != want.Format() {
			t.Errorf("ReadInto: %v of format %q with the text %q", got.Kind(), got.Format(), got.Text())
		}
		if diff := cmp.Diff(want.Attributes(), got.Attributes(), sameValue); diff != "" {
			t.Errorf("ReadInto: attributes: -want +got\n%s", diff)
		}
	default:
		if diff := cmp.Diff(want, got, sameValue); diff != "" {
			t.Errorf("ReadInto: -want +got\n%s", diff)
		}
	}
	if string(out) != text {
		t.Errorf("ReadInto gave %q, want %q", out, text)
	}
}
