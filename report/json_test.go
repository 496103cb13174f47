package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// indented is the report as encoding/json writes it, but for letters that do not
// show.
func indented(r *Report) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	err := enc.Encode(r)
	var shown []byte
	for _, r := range b.String() {
		high, low := utf16.EncodeRune(r)
		switch {
		case r == '\n' || unicode.IsPrint(r):
			shown = utf8.AppendRune(shown, r)
		case r > 0xffff:
			shown = fmt.Appendf(shown, `\u%04x\u%04x`, high, low)
		default:
			shown = fmt.Appendf(shown, `\u%04x`, r)
		}
	}
	return shown, err
}

// TestJSONIsIndented as encoding/json does it.
func TestJSONIsIndented(t *testing.T) {
	t.Parallel()
	all := reports(t)
	all["of empty lists"] = &Report{Targets: []Target{}, Traces: []Trace{}, Findings: []Finding{}}
	all["of nothing"] = &Report{}
	for name, r := range all {
		want, err := indented(r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(written(t, "json", r))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestJSONOfAnything holds the writer against encoding/json, whatever stands in
// any field of a report.
func TestJSONOfAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := new(Report)
		fill(t, reflect.ValueOf(r).Elem())
		var got bytes.Buffer
		if err := Write(&got, "json", r, Options{}); err != nil {
			t.Fatal(err)
		}
		want, err := indented(r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// fill draws a value.
func fill(t *rapid.T, v reflect.Value) {
	seldom := func() bool { return rapid.IntRange(0, 3).Draw(t, "there") == 0 }
	switch v.Kind() {
	case reflect.Struct:
		if at, ok := v.Addr().Interface().(*time.Time); ok {
			zone := time.FixedZone("", 60*rapid.IntRange(-720, 720).Draw(t, "zone"))
			*at = time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).In(zone)
			return
		}
		for _, field := range v.Fields() {
			fill(t, field)
		}
	case reflect.Pointer:
		if seldom() {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.Slice:
		if seldom() {
			n := rapid.IntRange(0, 2).Draw(t, "length")
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.String:
		v.SetString(rapid.OneOf(rapid.SampledFrom([]string{"", "good", "<&>\"\\\x00\x7f", "\xff", "é\u2028\u009b\U000e0001"}), rapid.String()).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(t, "uint"))
	case reflect.Float64:
		v.SetFloat(rapid.OneOf(rapid.SampledFrom([]float64{0, 1e-6, 9e-7, 1e21, 9e20, -1}), rapid.Float64()).Draw(t, "float"))
	default:
		t.Fatalf("no JSON for %s", v.Type())
	}
}

// TestJSONThatIsNone tells of what has no form in JSON.
func TestJSONThatIsNone(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*Report{
		"a number that is none": {Targets: []Target{{Phases: []Phase{{Seconds: math.NaN()}}}}},
		"a year of five digits": {Time: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if err := Write(io.Discard, "json", r, Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestJSONToAFullDisk tells the error of the writer.
func TestJSONToAFullDisk(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left")
	r, w := io.Pipe()
	_ = r.CloseWithError(full)
	if err := Write(w, "json", sample(), Options{}); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}
