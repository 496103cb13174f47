package report

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

var (
	//go:embed html/report.html
	htmlPage string
	//go:embed html/style.css
	htmlStyle string
)

// htmlTemplate is made where a page is wanted: every run would wait for it.
var htmlTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{
		"text":  Visible,
		"tone":  func(t Tone) string { return []string{"plain", "faint", "fine", "caution", "bad"}[t] },
		"mark":  func(t Tone) string { return []string{"·", "–", "✓", "▲", "✕"}[t] },
		"right": func(right []bool, i int) bool { return i < len(right) && right[i] },
	}).Parse(htmlPage))
})

// htmlReport is what the page shows: the document, with charts drawn.
type htmlReport struct {
	Title, When, Version, Tally string
	Style                       template.CSS
	StyleHash                   string
	Result                      Text
	Itself                      []Line // what the run comes to besides its targets
	Summary                     *htmlSummary
	Subjects                    []htmlSubject
}

type htmlSummary struct {
	*Section
	IDs []string // of the subjects that the rows lead to
}

type htmlSubject struct {
	Subject
	ID       string
	Open     bool
	Sections []htmlSection
}

type htmlSection struct {
	Title     string
	Findings  []htmlFinding
	Table     *htmlTable
	Waterfall *htmlWaterfall
	Chart     *htmlChart
	Lines     []Line
}

type htmlTable struct {
	*Table
	Label string
	Facts bool // the header says what the title does
}

type htmlFinding struct {
	Badge          Text
	Sentence, Code string
	Details        [][2]string
	Tone           Tone
}

// writeHTML writes the document as one page that loads nothing and runs
// nothing: its policy allows its own style alone. Findings come first, the worst of them at the top.
func writeHTML(w io.Writer, r *Report, _ Options) error {
	d := r.View()
	style := emphasis(htmlStyle)
	sum := sha256.Sum256([]byte(style))
	page := htmlReport{
		Title: d.Title, When: r.Time.UTC().Format(time.RFC1123), Version: r.Version, Result: resultOf(r.Exit),
		Style: template.CSS(style), StyleHash: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
	}
	if len(r.Targets) > 1 {
		page.Tally = r.tally().Text
	}
	if len(r.Targets) > 0 {
		page.Itself = r.itself()
	}
	if d.Summary != nil {
		page.Summary = &htmlSummary{Section: d.Summary}
	}
	for i, s := range d.Subjects {
		x := htmlSubject{Subject: s, ID: fmt.Sprintf("s%d", i+1), Open: d.Summary == nil || s.Result == nil}
		if page.Summary != nil {
			page.Summary.IDs = append(page.Summary.IDs, x.ID)
		}
		for j := range s.Sections {
			x.Sections = append(x.Sections, htmlSectionOf(&s.Sections[j], fmt.Sprintf("%s-%d", x.ID, j+1)))
		}
		slices.SortStableFunc(x.Sections, func(a, b htmlSection) int { return -cmp.Compare(min(len(a.Findings), 1), min(len(b.Findings), 1)) })
		page.Subjects = append(page.Subjects, x)
	}
	return htmlTemplate().Execute(w, page)
}

func htmlSectionOf(s *Section, id string) htmlSection {
	x := htmlSection{Title: cmp.Or(s.Heading, s.Name), Lines: s.Lines}
	if s.Table != nil {
		x.Table = &htmlTable{Table: s.Table, Label: x.Title, Facts: s.Table.Header[0] == x.Title}
	}
	if len(s.Bars) > 0 {
		x.Waterfall = waterfallOf(s.Bars, id)
	}
	if s.Plot != nil {
		x.Chart = chartOf(s.Plot, s.Table == nil)
	}
	findings := slices.Clone(s.Findings)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Compare(slices.Index(severities, b.Severity), slices.Index(severities, a.Severity))
	})
	for _, f := range findings {
		x.Findings = append(x.Findings, htmlFinding{Text{f.label(), f.tone()}, f.sentence(), f.Code, f.details(), f.tone()})
	}
	return x
}

// emphasis adds to a style that a line stands out while its name in the legend
// is pointed at or has the focus.
func emphasis(style string) string {
	var b strings.Builder
	b.WriteString(style)
	for n := range mostLines {
		fmt.Fprintf(&b, ".chart:has(.k%d:is(:hover,:focus)) :is(polyline,g):not(.s%d){opacity:.12}\n", n, n)
	}
	return b.String()
}
