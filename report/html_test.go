package report

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestHTMLIsOneFile: nothing is loaded, nothing runs, and the policy that says
// so allows the page's own style. How it looks is the matter of scripts/browser.
func TestHTMLIsOneFile(t *testing.T) {
	t.Parallel()
	loads := regexp.MustCompile(`(?i)<(script|link|img|iframe|object|embed|form|base|image|use)\b|\s(src|href|xlink:href|action|style|on[a-z]+)="[^#]|@import|url\((?:[^#]|$)`)
	for name, r := range reports(t) {
		page := string(written(t, "html", r))
		if found := loads.FindString(page); found != "" {
			t.Errorf("%s: %q", name, found)
		}
		_, rest, _ := strings.Cut(page, "<style>")
		style, _, _ := strings.Cut(rest, "</style>")
		sum := sha256.Sum256([]byte(style))
		policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		if !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), policy) {
			t.Errorf("%s: the policy does not allow the style", name)
		}
	}
}

// TestHTMLSummaryLeadsToTargets has a link for each of many targets, which are
// folded; a few stand open.
func TestHTMLSummaryLeadsToTargets(t *testing.T) {
	t.Parallel()
	page := string(written(t, "html", many(30)))
	for i := range 30 {
		if id := fmt.Sprintf("s%d", i+1); !strings.Contains(page, `href="#`+id+`"`) || !strings.Contains(page, `<div id="`+id+`">`) {
			t.Errorf("no link to %s, or no %s", id, id)
		}
	}
	if n := strings.Count(page, `<details class="subject" open>`); n != 0 {
		t.Errorf("%d of many targets stand open", n)
	}
	if n := strings.Count(string(written(t, "html", many(3))), `<details class="subject" open>`); n != 3 {
		t.Errorf("%d of 3 targets stand open", n)
	}
}

// TestHTMLTellsWhatFailsTheRun: a page of targets that are well says at its top why
// it says failed.
func TestHTMLTellsWhatFailsTheRun(t *testing.T) {
	t.Parallel()
	for n := 1; n < 6; n++ {
		r := many(n)
		r.Findings = []Finding{{Code: "hit-ratio-low", Severity: "error", Exit: 1}}
		header, _, _ := strings.Cut(string(written(t, "html", r)), "</header>")
		if !strings.Contains(header, "the run as a whole: failed: hit-ratio-low") {
			t.Errorf("%d targets: %s", n, header[strings.Index(header, "<header>"):])
		}
	}
}

// TestHTMLCharts draws a line and its figures for every policy, the curve
// among them, and a bar for every phase; no two lines are alike without colour.
func TestHTMLCharts(t *testing.T) {
	t.Parallel()
	r := sample()
	var policies []string
	for i := range 20 {
		hits := float64(i) / 20
		policies = append(policies, fmt.Sprintf("policy-%d", i))
		for _, size := range []int{10, 100, 5000} {
			r.Traces[0].Cells = append(r.Traces[0].Cells, Cell{Policy: policies[i], Size: size, Unit: "entries", HitRatio: &hits})
		}
	}
	page := string(written(t, "html", r))
	for _, want := range append(policies, "lru, every size") {
		if !strings.Contains(page, "</svg>"+want+"</li>") {
			t.Errorf("%s is not in the legend", want)
		}
	}
	if n := strings.Count(page, `class="bar `); n != len(r.Targets[0].Phases) {
		t.Errorf("%d bars", n)
	}
	seen := map[string]int{}
	for n := range mostLines {
		l := lineOf(n, Series{}, func(float64) float64 { return 0 })
		look := l.Dash + l.Shape
		if other, twice := seen[look]; twice {
			t.Errorf("lines %d and %d look alike", other, n)
		}
		seen[look] = n
	}
}

// TestHTMLWithoutLookups draws no chart where nothing was looked up.
func TestHTMLWithoutLookups(t *testing.T) {
	t.Parallel()
	r := &Report{Traces: []Trace{{Trace: "writes.txt", Cells: []Cell{{Policy: "lru", Size: 10, Unit: "entries"}}}}}
	if page := string(written(t, "html", r)); strings.Contains(page, "NaN") || strings.Contains(page, `class="grid"`) || !strings.Contains(page, "lru") {
		t.Errorf("a chart of nothing:\n%s", page)
	}
}

func TestLogTicks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		least, most float64
		want        string
	}{
		{1, 280, "[1 10 100 280]"},
		{1, 10, "[1 10]"},
		{9, 11_000, "[9 100 1000 11000]"},
		{3, 4, "[3 4]"},
	} {
		if got := fmt.Sprint(logTicks(tt.least, tt.most)); got != tt.want {
			t.Errorf("%v to %v: %s, want %s", tt.least, tt.most, got, tt.want)
		}
	}
}
