package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
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
