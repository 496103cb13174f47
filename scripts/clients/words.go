package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// longest is how much of a client's words is quoted.
const longest = 200

// quote is what the client said of its refusal, without what differs from run
// to run.
func (c client) quote(s scenario, stdout, stderr string, err error) string {
	text := cmp.Or(lastLine(stderr), lastLine(stdout), fmt.Sprintf("nothing (%v)", err))
	for _, e := range c.words {
		if found := e.FindString(stderr + "\n" + stdout); found != "" {
			text = found
			break
		}
	}
	return steady(s, text)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

var variable = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d[T ][0-9:.]+(Z|[+-]\d\d:\d\d| UTC)?( \+\d{4})?( UTC)?( m=[+0-9.]+)?`), "TIME"},
	{regexp.MustCompile(`(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d+ [0-9:]{8} \d{4}`), "TIME"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+->127\.0\.0\.1:\d+`), "ADDR"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "ADDR"},
	{regexp.MustCompile(`0x[0-9a-f]{6,}`), "0x…"},
	{regexp.MustCompile(`\b[0-9A-F]{12,16}:error`), "error"},
	{regexp.MustCompile(`/[A-Za-z0-9_=%+/-]{60,}`), "/…"},
	{regexp.MustCompile(`(\.\./)?[a-z0-9/]+/[a-z0-9_]+\.c:\d+:`), ""},
	{regexp.MustCompile(`\s+`), " "},
}

func steady(s scenario, text string) string {
	text = strings.ToValidUTF8(text, "?")
	for _, v := range variable {
		text = v.pattern.ReplaceAllString(text, v.with)
	}
	text = strings.NewReplacer(s.Scenario+".lab.example", "NAME", "port="+s.Port, "port=PORT", ":"+s.Port, ":PORT").Replace(text)
	if r := []rune(text); len(r) > longest {
		text = string(r[:longest]) + "…"
	}
	return strings.TrimSpace(text)
}

// codeOf is the code that decided a report of vkcheck: of a finding that
// failed, else of one that left something open, else of a warning.
func codeOf(text []byte) string {
	var r struct {
		Targets []struct {
			Exit     int
			Findings []struct{ Code, Severity, Outcome string }
		}
	}
	if json.Unmarshal(text, &r) != nil || len(r.Targets) != 1 {
		return ""
	}
	best, rank := "", 0
	for _, f := range r.Targets[0].Findings {
		worth := map[string]int{"failed": 5, "undetermined": 4}[f.Outcome]
		worth = max(worth, map[string]int{"critical": 3, "error": 2, "warning": 1}[f.Severity])
		if worth > rank {
			best, rank = f.Code, worth
		}
	}
	return best
}
