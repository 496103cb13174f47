package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestSVG(t *testing.T) {
	t.Parallel()
	half, most := 0.5, 0.75
	r := &Report{Traces: []Trace{{
		Cells: []Cell{
			{Policy: "arc", Size: 100, HitRatio: &most},
			{Policy: "arc", Size: 10, HitRatio: &half},
			{Policy: "fifo", Size: 10},
		},
		Curve: &Curve{Policy: "lru", Points: [][2]float64{{1, 0.25}, {10, 0.5}, {100, 0.7}}},
	}}}
	var b bytes.Buffer
	if err := Write(&b, "svg", r, Options{}); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{"<svg", ">lru, every size<", ">arc<", ">hit ratio by cache size<", ">100<"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the drawing", want)
		}
	}
	r.Traces[0].Cells[0].Policy, r.Traces[0].Cells[1].Policy = hostile, hostile // of a report that cache-merge reads
	b.Reset()
	if err := Write(&b, "svg", r, Options{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "fifo") {
		t.Error("a policy without a hit ratio is drawn")
	}
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(&b, "svg", &Report{}, Options{}); !errors.Is(err, errNoCurve) {
		t.Errorf("an empty report: %v", err)
	}
	r.Traces[0] = Trace{Cells: []Cell{{Policy: "lru", Size: 10, HitRatio: &half}}}
	if err := Write(&b, "svg", r, Options{}); err != nil {
		t.Errorf("one size: %v", err)
	}
}

// TestSVGLabelsFit: where the viewer has no such font and takes a wider one (a digit of
// DejaVu Serif is 0.64 of its height), the last size does not read a tenth of what it is.
func TestSVGLabelsFit(t *testing.T) {
	t.Parallel()
	label := regexp.MustCompile(`<text x="([0-9.]+)"[^>]*font-size:([0-9]+)px">([0-9]+)</text>`)
	for _, most := range []float64{100, 10_741, 1_500_903, 20_000_000} {
		r := &Report{Traces: []Trace{{Curve: &Curve{Policy: "lru", Points: [][2]float64{{1, 0.25}, {most, 0.7}}}}}}
		var b bytes.Buffer
		if err := Write(&b, "svg", r, Options{}); err != nil {
			t.Fatal(err)
		}
		labels := label.FindAllStringSubmatch(b.String(), -1)
		if len(labels) < 3 {
			t.Fatalf("%d labels", len(labels))
		}
		for _, l := range labels {
			x, _ := strconv.ParseFloat(l[1], 64)
			height, _ := strconv.ParseFloat(l[2], 64)
			if end := x + 0.64*height*float64(len(l[3])); end > 648 {
				t.Errorf("up to %v: %s ends at %.0f of 648", most, l[3], end)
			}
		}
	}
}

func TestPlotFits(t *testing.T) {
	t.Parallel()
	for _, points := range [][][2]float64{{{1, 0.5}}, {{1, 0}, {30, 0.2}, {1_500_000, 0.9}}, {{1, 0}, {2, 0}}} {
		for _, width := range []int{0, 20, 60, 200} {
			for line := range strings.Lines(drawPlot(&Plot{Lines: []Series{{"lru", points}}, Unit: "entries"}, width)) {
				if n := len([]rune(strings.TrimRight(line, " \n"))); width > 0 && n > max(width, 24) || n > 90 {
					t.Errorf("width %d: a line of %d columns", width, n)
				}
			}
		}
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]string{1: "1", 9.6: "10", 999: "999", 1_000: "1k", 2_600: "2.6k", 150_000: "150k", 1_500_000: "1.5m", 2e9: "2g"} {
		if got := short(n); got != want {
			t.Errorf("%v: %s, want %s", n, got, want)
		}
	}
}
