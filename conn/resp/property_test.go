package resp

import (
	"bytes"
	"math"
	"strconv"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawText(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "text")) }

func drawLine(t *rapid.T) string { return rapid.StringMatching(`[^\r\n]{0,20}`).Draw(t, "line") }

func drawItems(t *rapid.T, depth, width int) []Value {
	items := make([]Value, width*rapid.IntRange(0, 3).Draw(t, "count"))
	for i := range items {
		items[i] = drawValue(t, depth+1)
	}
	return items
}

func drawValue(t *rapid.T, depth int) Value {
	kinds := []Kind{SimpleString, SimpleError, Integer, BulkString, Null, Boolean, Double, BigNumber, BulkError, Verbatim}
	if depth < 4 {
		kinds = append(kinds, Array, Set, Map)
	}
	if depth == 0 {
		kinds = append(kinds, Push)
	}
	kind := rapid.SampledFrom(kinds).Draw(t, "kind")
	v := Value{kind: kind}
	switch kind {
	case SimpleString, SimpleError:
		v = textValue(kind, drawLine(t))
	case Integer:
		v.num = rapid.Int64().Draw(t, "integer")
	case Boolean:
		v.num = rapid.Int64Range(0, 1).Draw(t, "boolean")
	case Double:
		v = textValue(kind, drawDouble(t))
	case BigNumber:
		v = textValue(kind, rapid.StringMatching(`-?[0-9]{1,40}`).Draw(t, "big"))
	case BulkString, BulkError:
		v = textValue(kind, drawText(t))
	case Verbatim:
		v = textValue(kind, "txt:"+drawText(t))
	case Array, Set, Push:
		v.more = &parts{items: drawItems(t, depth, 1)}
	case Map:
		v.more = &parts{items: drawItems(t, depth, 2)}
	}
	if depth < 3 && rapid.IntRange(0, 9).Draw(t, "attributed") == 0 {
		if attributes := drawItems(t, depth, 2); len(attributes) > 0 { // none and an empty map are one
			v.more = &parts{items: v.Items(), attributes: attributes}
		}
	}
	return v
}

func drawDouble(t *rapid.T) string {
	f := rapid.Float64().Draw(t, "double")
	if math.IsInf(f, 0) {
		return map[bool]string{true: "inf", false: "-inf"}[f > 0]
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// Whatever is written comes back, however the bytes arrive.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Value { return drawValue(t, 0) }), 1, 4).Draw(t, "values")
		var wire []byte
		for _, v := range want {
			wire = v.Append(wire)
		}
		r := NewReader(iotest.HalfReader(bytes.NewReader(wire)), Limits{})
		for i := range want {
			got, err := r.Read()
			if err != nil {
				t.Fatalf("value %d of %q: %v", i, wire, err)
			}
			if diff := cmp.Diff(want[i], got, sameValue); diff != "" {
				t.Fatalf("value %d of %q: -want +got\n%s", i, wire, diff)
			}
		}
	})
}

// Replies that are taken as they lie ready are those that are read one by one.
func TestReadReadyIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var wire []byte
		want := make([]string, rapid.IntRange(1, 60).Draw(t, "replies"))
		for i := range want {
			v := textValue(BulkString, string(bytes.Repeat([]byte{byte('a' + i%26)}, rapid.IntRange(0, 3000).Draw(t, "length"))))
			if rapid.IntRange(0, 5).Draw(t, "other") == 0 {
				v = drawValue(t, 0)
			}
			wire = v.Append(wire)
			want[i] = string(v.Append(nil))
		}
		r := NewReader(iotest.HalfReader(bytes.NewReader(wire)), Limits{})
		var got []Value
		for len(got) < len(want) {
			most := rapid.IntRange(0, len(want)-len(got)).Draw(t, "most")
			ready := r.ReadReady(got, most)
			if len(ready)-len(got) > most {
				t.Fatalf("%d replies, asked for %d", len(ready)-len(got), most)
			}
			got = ready
			if len(got) == len(want) {
				break
			}
			v, err := r.Read()
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v)
		}
		for i := range want {
			if text := string(got[i].Append(nil)); text != want[i] {
				t.Fatalf("reply %d is %q, want %q", i, text, want[i])
			}
		}
	})
}
