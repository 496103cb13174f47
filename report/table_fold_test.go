package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// TestGridFolds shows a wide grid in terminals: no line is wider, every figure
// is there once, and each part begins with the policies.
func TestGridFolds(t *testing.T) {
	t.Parallel()
	r := &Report{Complete: true, Traces: []Trace{{Trace: "t"}}}
	for i := range 12 {
		for p, policy := range []string{"lru", "wtinylfu-caffeine"} {
			hits := float64(i)/100 + float64(p)/1000
			r.Traces[0].Cells = append(r.Traces[0].Cells, Cell{Policy: policy, Size: 1000 * (i + 1), Unit: "entries", HitRatio: &hits})
		}
	}
	for width, parts := range map[int]int{0: 1, 130: 1, 120: 2, 80: 2, 50: 4} {
		var out bytes.Buffer
		if err := Write(&out, "table", r, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if w := utf8.RuneCountInString(line) - 1; strings.ContainsAny(line, "│┌") && width > 0 && w > width {
				t.Errorf("at %d columns a line has %d: %s", width, w, line)
			}
		}
		if n := strings.Count(out.String(), "wtinylfu-caffeine"); n != parts {
			t.Errorf("at %d columns: %d parts, want %d\n%s", width, n, parts, out.String())
		}
		for i := range 12 {
			if n := strings.Count(out.String(), fmt.Sprintf(" %d │", 1000*(i+1))); n != 1 {
				t.Errorf("at %d columns: size %d stands %d times", width, 1000*(i+1), n)
			}
		}
	}
}

// TestEveryLineFits writes every report for terminals of several widths, in
// colour and with wide characters: no line is wider.
func TestEveryLineFits(t *testing.T) {
	t.Parallel()
	all := reports(t)
	wide := sample()
	wide.Targets[0].Name = "緩存服務器" + strings.Repeat("字", 70)
	wide.Targets[0].Certificates[0].Subject = "CN=" + strings.Repeat("中文名稱 ", 20)
	wide.Targets[0].Server.Memory.Policy = "é" + strings.Repeat("e\u0301", 90) + "🙂"
	all["wide"] = wide
	for _, top := range []float64{1, 0.05, 1e-3, 1e-5, 1e-7} {
		all[fmt.Sprint("a curve up to ", top)] = &Report{Traces: []Trace{{Curve: &Curve{Policy: "lru", Points: [][2]float64{{1, 0}, {100, top}}}}}}
	}
	for name, r := range all {
		for _, width := range []int{40, 60, 80, 120} {
			var out bytes.Buffer
			if err := Write(&out, "table", r, Options{Width: width, Color: true}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(out.String()) {
				if w := twwidth.Width(strings.TrimSuffix(line, "\n")); w > width {
					t.Errorf("%s: at %d columns a line has %d: %s", name, width, w, line)
				}
			}
		}
	}
}

// TestLongTextsEnd: a server chooses how long its names are, and what of. What looks at
// each character again for each line of them would take hours.
func TestLongTextsEnd(t *testing.T) {
	t.Parallel()
	for text, times := range map[string]int{"a": 50_000, "-": 50_000, "\xff": 20_000, "字": 20_000, "\u0301": 1_000_000} {
		r := sample()
		r.Targets[0].Certificates[0].Subject = "CN=" + strings.Repeat(text, times) + strings.Repeat("b", 100)
		if err := Write(io.Discard, "table", r, Options{Width: 40}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWrapped breaks between words, else within names, else anywhere, and
// loses nothing but the spaces at the breaks.
func TestWrapped(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		width int
		want  []string
	}{
		{"one two three", 0, []string{"one two three"}},
		{"one two three", 13, []string{"one two three"}},
		{"one two three", 8, []string{"one two", "three"}},
		{"one two three", 7, []string{"one two", "three"}},
		{"cache-1.internal.example.com", 12, []string{"cache-1.", "internal.", "example.com"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"中文名稱", 5, []string{"中文", "名稱"}},
		{"中", 1, []string{"中"}},
		{"", 5, []string{""}},
	} {
		if diff := cmp.Diff(tt.want, wrapped(tt.text, tt.width)); diff != "" {
			t.Errorf("%q in %d: %s", tt.text, tt.width, diff)
		}
	}
}
