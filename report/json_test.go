package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestJSONIsIndented as encoding/json does it.
func TestJSONIsIndented(t *testing.T) {
	t.Parallel()
	all := reports(t)
	all["of empty lists"] = &Report{Targets: []Target{}, Traces: []Trace{}, Findings: []Finding{}}
	all["of nothing"] = &Report{}
	for name, r := range all {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), string(written(t, "json", r))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// FuzzIndenter holds the indenter against json.Indent, whatever the text and
// wherever it is cut in two.
func FuzzIndenter(f *testing.F) {
	for _, text := range []string{`{}`, `[[],{},[{}],""]`, `{"a\"b\\":[1,null,{"c":"{[,:]}"}],"\\":-1e3}`, `"x"`, `7`} {
		f.Add([]byte(text), uint(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, cut uint) {
		var compact, want, got bytes.Buffer
		if json.Compact(&compact, text) != nil {
			return
		}
		if err := json.Indent(&want, compact.Bytes(), "", "  "); err != nil {
			t.Fatal(err)
		}
		in := &indenter{out: &got}
		at := int(cut % uint(compact.Len()+1))
		for _, part := range [][]byte{compact.Bytes()[:at], compact.Bytes()[at:]} {
			if _, err := in.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		if err := in.flush(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Error(diff)
		}
	})
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
