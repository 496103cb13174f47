package report

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
)

// writeJSON writes what encoding/json does with two spaces of indent and HTML
// left alone, and escapes what does not show. encoding/json would hold the whole
// text of thousands of targets first, and parse it again to indent it: it takes
// three times as long, which a run over many targets feels.
func writeJSON(w io.Writer, r *Report, _ Options) error {
	j := &jsonWriter{out: w}
	j.value(reflect.ValueOf(r).Elem(), jsonTypeOf(reflect.TypeFor[Report]()))
	j.buf = append(j.buf, '\n')
	j.flush()
	return j.err
}

// jsonWriter writes the kinds of values that a [Report] is made of.
type jsonWriter struct {
	out   io.Writer
	buf   []byte
	depth int
	err   error // the first
}

// portion is how much is written at a time.
const portion = 64 << 10

// value appends a value of the type.
func (j *jsonWriter) value(v reflect.Value, t *jsonType) {
	switch t.kind {
	case reflect.Struct:
		j.object(v, t)
	case reflect.Pointer:
		if v.IsNil() {
			j.buf = append(j.buf, "null"...)
		} else {
			j.value(v.Elem(), t.elem)
		}
	case reflect.Slice, reflect.Array:
		j.list(v, t)
	case reflect.String:
		j.text(v.String())
	case reflect.Bool:
		j.buf = strconv.AppendBool(j.buf, v.Bool())
	case reflect.Int, reflect.Int64:
		j.buf = strconv.AppendInt(j.buf, v.Int(), 10)
	case reflect.Float64:
		j.float(v.Float())
	case reflect.Uint64:
		j.buf = strconv.AppendUint(j.buf, v.Uint(), 10)
	default:
		panic("report: no JSON for " + v.Type().String())
	}
}

func (j *jsonWriter) object(v reflect.Value, t *jsonType) {
	if t.fields == nil {
		j.time(*v.Addr().Interface().(*time.Time))
		return
	}
	begun := false
	for i := range t.fields {
		f := &t.fields[i]
		field := v.Field(i)
		if f.omitEmpty && isEmpty(field) {
			continue
		}
		j.item('{', &begun)
		j.buf = append(j.buf, f.name...)
		j.value(field, f.value)
	}
	j.end('{', '}', begun)
}

func (j *jsonWriter) list(v reflect.Value, t *jsonType) {
	if t.kind == reflect.Slice && v.IsNil() {
		j.buf = append(j.buf, "null"...)
		return
	}
	begun := false
	for i := range v.Len() {
		j.item('[', &begun)
		j.value(v.Index(i), t.elem)
		if len(j.buf) >= portion {
			j.flush()
		}
	}
	j.end('[', ']', begun)
}

// item begins the next item of an object or a list.
func (j *jsonWriter) item(opening byte, begun *bool) {
	if *begun {
		j.buf = append(j.buf, ',')
	} else {
		j.buf = append(j.buf, opening)
		j.depth++
		*begun = true
	}
	j.line()
}

// end ends an object or a list. One without an item takes no line of its own.
func (j *jsonWriter) end(opening, closing byte, begun bool) {
	if begun {
		j.depth--
		j.line()
	} else {
		j.buf = append(j.buf, opening)
	}
	j.buf = append(j.buf, closing)
}

// newLine is the longest begin of a line: no report is nested deeper.
const newLine = "\n                                "

// line begins the next line.
func (j *jsonWriter) line() { j.buf = append(j.buf, newLine[:1+2*j.depth]...) }

// asIs are the bytes that stand for themselves in a string.
var asIs = func() (is [256]bool) {
	for c := ' '; c < '\x7f'; c++ {
		is[c] = c != '"' && c != '\\'
	}
	return is
}()

func (j *jsonWriter) text(s string) {
	for i := range len(s) {
		if !asIs[s[i]] {
			j.encode(s)
			return
		}
	}
	j.buf = append(j.buf, '"')
	j.buf = append(j.buf, s...)
	j.buf = append(j.buf, '"')
}

func (j *jsonWriter) float(f float64) {
	if size := math.Abs(f); size >= 1e-6 && size < 1e21 {
		j.buf = strconv.AppendFloat(j.buf, f, 'f', -1, 64)
	} else {
		j.encode(f)
	}
}

func (j *jsonWriter) time(at time.Time) {
	var err error
	j.buf = append(j.buf, '"')
	if j.buf, err = at.AppendText(j.buf); err != nil {
		j.failed(err)
	}
	j.buf = append(j.buf, '"')
}

// encode leaves the rare forms to encoding/json.
func (j *jsonWriter) encode(value any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		j.failed(err)
	}
	j.buf = append(j.buf, escaped(bytes.TrimSuffix(b.Bytes(), []byte("\n")), inJSON)...)
}

func (j *jsonWriter) failed(err error) {
	if j.err == nil {
		j.err = err
	}
}

// flush writes what there is, unless something has failed.
func (j *jsonWriter) flush() {
	if j.err == nil {
		_, j.err = j.out.Write(j.buf)
	}
	j.buf = j.buf[:0]
}

// jsonType is how the values of a type are written.
type jsonType struct {
	kind   reflect.Kind
	elem   *jsonType   // what a pointer or a list leads to
	fields []jsonField // of a struct, in their order; nil for a time
}

// jsonField is how a field of a struct is written.
type jsonField struct {
	name      string // quoted, and what stands between it and the value
	omitEmpty bool
	value     *jsonType
}

// jsonTypes are found out once.
var jsonTypes sync.Map

func jsonTypeOf(t reflect.Type) *jsonType {
	if known, ok := jsonTypes.Load(t); ok {
		return known.(*jsonType)
	}
	j := &jsonType{kind: t.Kind()}
	switch {
	case t == reflect.TypeFor[time.Time]():
	case j.kind == reflect.Struct:
		for i := range t.NumField() {
			name, option, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			j.fields = append(j.fields, jsonField{`"` + name + `": `, option == "omitempty", jsonTypeOf(t.Field(i).Type)})
		}
	case j.kind == reflect.Pointer, j.kind == reflect.Slice, j.kind == reflect.Array:
		j.elem = jsonTypeOf(t.Elem())
	}
	jsonTypes.Store(t, j)
	return j
}

// isEmpty is what omitempty leaves out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Struct:
		return false
	case reflect.Slice, reflect.Array:
		return v.Len() == 0
	}
	return v.IsZero()
}
