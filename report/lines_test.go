package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestHostileTextStaysText: no format gives a server a line of its own, a control
// character, or a turn of the direction: any may be looked at in a terminal.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	for _, format := range Formats() {
		if format == "svg" { // which has no text of a server
			continue
		}
		text := string(written(t, format, nasty()))
		if !utf8.ValidString(text) {
			t.Errorf("%s: not UTF-8", format)
		}
		for line := range strings.Lines(text) {
			if i := strings.IndexFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return r == '\ufeff' || !unicode.IsPrint(r) && r != ' ' }); i >= 0 {
				t.Errorf("%s: %q in %.80q", format, line[i:min(len(line), i+4)], line)
			}
			if strings.HasPrefix(line, "::warning::y") || strings.HasPrefix(line, "| a | b") || strings.HasPrefix(line, "---\n") {
				t.Errorf("%s: a server has written a line: %s", format, line)
			}
		}
	}
}

// TestGitHub holds every line against the grammar of workflow commands.
func TestGitHub(t *testing.T) {
	t.Parallel()
	command := regexp.MustCompile(`^::(error|warning|notice) ((line=\d+|col=\d+|file=[^,:]+|title=[^,:]+),?)+::[^\r\n]*$`)
	for name, r := range reports(t) {
		lines := strings.Split(strings.TrimSuffix(string(written(t, "github", r)), "\n"), "\n")
		for _, line := range lines[:len(lines)-1] {
			if !command.MatchString(line) {
				t.Errorf("%s: no workflow command: %.200s", name, line)
			}
		}
	}
	r := &Report{Command: "cache-sim", Exit: 2, Findings: []Finding{
		{Code: "trace-malformed", Severity: "error", Exit: 2, Subject: "a,b.txt", Message: "100% bad", Evidence: "a,b.txt:12: no key"},
		{Code: "hit-ratio-low", Severity: "warning", Message: "low"},
		{Code: "trace-empty", Severity: "error", Message: "empty", Waived: &Waiver{Reason: "so", Until: "2026-12-01"}},
	}}
	const want = `::error file=a%2Cb.txt,line=12,title=error trace-malformed::a,b.txt: 100%25 bad%0Aevidence: a,b.txt:12: no key
::warning title=warning hit-ratio-low::low
::notice title=waived error trace-empty::empty%0Awaived until 2026-12-01: so
vkcheck cache-sim: wrong usage or configuration (exit 2)
`
	if got := string(written(t, "github", r)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestNagios says which state stands for what.
func TestNagios(t *testing.T) {
	t.Parallel()
	warning := []Finding{{Code: "near-expiry", Severity: "warning", Message: "soon"}}
	waived := []Finding{{Code: "near-expiry", Severity: "error", Message: "soon", Waived: &Waiver{}}}
	refused := []Phase{{Phase: "connect"}}
	gone := []Finding{{Code: "connection-refused", Subject: "connect", Severity: "error", Message: "nothing listens there"}}
	unasked := []Finding{{Code: "not-covered", Subject: "CN=a", Severity: "error", Message: "nobody can check"}, {Code: "client-cert-required", Subject: "connect", Severity: "warning"}}
	for _, tt := range []struct {
		name   string
		report Report
		exit   int
		first  string
	}{
		{"good", Report{Targets: []Target{{Target: "a:1"}}}, 0, "VKCHECK OK - a:1"},
		{"a warning that passes", Report{Targets: []Target{{Target: "a:1", Findings: warning}}}, 1, "VKCHECK WARNING - a:1: soon"},
		{"waived", Report{Targets: []Target{{Target: "a:1", Findings: waived}}}, 0, "VKCHECK OK - a:1"},
		{"failed", Report{Exit: 1, Targets: []Target{{Target: "a:1", Exit: 1, Findings: warning}}}, 2, "VKCHECK CRITICAL - a:1: soon"},
		{"usage", Report{Exit: 2, Command: "probe"}, 3, "VKCHECK UNKNOWN - probe"},
		{"unreachable", Report{Exit: 3, Targets: []Target{{Target: "a:1", Exit: 3, Phases: refused, Findings: gone}}}, 2, "VKCHECK CRITICAL - a:1: connect: nothing listens there | 'time'=0s;;;0"},
		{"had, as far as was asked", Report{Exit: 3, Targets: []Target{{Target: "a:1", Exit: 3, Phases: refused, Findings: unasked}}}, 3, "VKCHECK UNKNOWN - a:1: a: nobody can check | 'time'=0s;;;0"},
		{"undetermined", Report{Exit: 3, Targets: []Target{{Target: "a:1", Exit: 3}}}, 3, "VKCHECK UNKNOWN - a:1"},
		{"interrupted", Report{Exit: 130, Targets: []Target{{Target: "a:1"}}}, 3, "VKCHECK UNKNOWN - a:1"},
		{
			"many",
			Report{Exit: 1, Targets: []Target{{Target: "a:1"}, {Target: "b|c:1", Exit: 1, Findings: warning}}},
			2,
			"VKCHECK CRITICAL - 2 targets: 1 ok, 1 failed; b/c:1: soon | 'targets'=2;;;0 'ok'=1;;;0;2 'failed'=1;;;0;2",
		},
	} {
		first, _, _ := strings.Cut(string(written(t, "nagios", &tt.report)), "\n")
		if exit := NagiosExit(&tt.report); exit != tt.exit || first != tt.first {
			t.Errorf("%s: exit %d, want %d; got\n%s\nwant\n%s", tt.name, exit, tt.exit, first, tt.first)
		}
	}
	// One server as two targets, and one trace replayed twice: no label stands for two figures.
	twice := &Report{
		Targets: []Target{{Target: "a:1", Name: "cache", Phases: refused}, {Target: "a:1", Name: "certificate", Phases: refused}},
		Traces:  []Trace{{Trace: "t", Best: []Best{{Size: 10, HitRatio: 0.5}}}, {Trace: "t", Best: []Best{{Size: 10, HitRatio: 0.25}}}},
	}
	if first, _, _ := strings.Cut(string(written(t, "nagios", twice)), "\n"); !strings.HasSuffix(first, " 'cache time'=0s;;;0 'certificate time'=0s;;;0 't hit ratio 10'=50%;;;0;100") {
		t.Errorf("one server twice: %s", first)
	}
	// The grammar of performance data: 'label'=value[UOM];warn;crit;min;max.
	datum := regexp.MustCompile(`^('([^'=]|'')+'=-?[0-9.]+(s|%|B|c)?(;[0-9.]*){0,4}( |$))+$`)
	for name, r := range reports(t) {
		first, rest, _ := strings.Cut(string(written(t, "nagios", r)), "\n")
		text, data, measured := strings.Cut(first, " | ")
		if measured && !datum.MatchString(data) || strings.Contains(text+rest, "|") {
			t.Errorf("%s: %s", name, first)
		}
	}
}

// TestNagiosMeasures up to ten targets one by one, and no limit where the server has
// none.
func TestNagiosMeasures(t *testing.T) {
	t.Parallel()
	for n, measured := range map[int]bool{1: true, 10: true, 11: false} {
		r := &Report{}
		for i := range n {
			r.Targets = append(r.Targets, Target{Target: fmt.Sprint("t", i), Server: &Server{Memory: &Memory{Used: 5}}})
		}
		first, _, _ := strings.Cut(string(written(t, "nagios", r)), "\n")
		if got := strings.HasSuffix(first, "memory'=5B;;;0"); got != measured {
			t.Errorf("%d targets: %s", n, first)
		}
	}
}

// TestMarkdownMentionsNobody, links nothing and has no markup, whatever a server says.
func TestMarkdownMentionsNobody(t *testing.T) {
	t.Parallel()
	r := &Report{Targets: []Target{{Target: "t", Findings: []Finding{{Severity: "error", Code: "x", Message: "@user www.x.example http://x.example a@b.example <b> #1", Evidence: "``` @user"}}}}}
	text := string(written(t, "markdown", r))
	for _, want := range []string{
		`@<!-- -->user www\.x.example http\://x.example a@<!-- -->b.example \<b\> \#1`,
		"evidence: ```` ``` @user ````\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}
