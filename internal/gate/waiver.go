package gate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// The codes of waivers.
const (
	CodeWaiverExpired  = "gate-waiver-expired"
	CodeWaiverExpiring = "gate-waiver-expiring"
	CodeWaiverUnused   = "gate-waiver-unused"
)

// expiring is how long before its end a waiver is warned of.
const expiring = 14 * 24 * time.Hour

// Waiver lets a finding pass until a day.
type Waiver struct {
	Position
	Code    string
	Target  Pattern // of its address or its name
	Subject Pattern // of the finding
	Reason  string
	End     time.Time // when its last day is over, UTC
}

func waiverKeys() []key[Waiver] {
	type w = Waiver
	return []key[w]{
		needed(field("code", "The code of the findings that do not count: vkcheck explain --list shows them.",
			waivable, func(w *w) *string { return &w.Code })),
		field("target", "Only of targets whose address or name is this, or traces; * stands for any text. Default all.",
			addresses, func(w *w) *Pattern { return &w.Target }),
		field("subject", "Only of findings about this subject, such as CN=*.example; * stands for any text. Default all.",
			pattern, func(w *w) *Pattern { return &w.Subject }),
		needed(field("reason", "Why, and where that is followed up.", words, func(w *w) *string { return &w.Reason })),
		needed(field("until", "The last day on which it counts, in UTC: YYYY-MM-DD. From the next day on the finding counts again, and the waiver itself fails.",
			day, func(w *w) *time.Time { return &w.End })),
	}
}

// addresses is a pattern of names and addresses, which have no password in a report.
var addresses = value[Pattern]{schema: pattern.schema, parse: func(text string) (Pattern, error) {
	if o, _, err := conn.ParseTarget(strings.ReplaceAll(text, "*", "x")); err == nil && o.Password != "" {
		return Pattern{}, errors.New("is an address as reports have it: without a password")
	}
	return pattern.parse(text)
}}

// waivable are the codes but for wrong usage, which leaves nothing to judge,
// and what waivers themselves come to.
var waivable = func() value[string] {
	var codes []string
	for _, row := range probe.Findings {
		switch row.Code {
		case CodeWaiverExpired, CodeWaiverExpiring, CodeWaiverUnused:
		default:
			if !row.Usage {
				codes = append(codes, row.Code)
			}
		}
	}
	return known("code", codes)
}()

// until is the last day.
func (w Waiver) until() string { return w.End.AddDate(0, 0, -1).Format(time.DateOnly) }

func (w Waiver) expired(at time.Time) bool { return !at.Before(w.End) }

// waivers are those of a run, and whether they were of use.
type waivers struct {
	all    []Waiver
	used   []bool
	unsure []bool // what one is for was not seen
	at     time.Time
}

func newWaivers(all []Waiver, at time.Time) *waivers {
	return &waivers{all, make([]bool, len(all)), make([]bool, len(all)), at}
}

// apply waives findings of a target or a trace, which has these names.
func (ws *waivers) apply(findings []report.Finding, names ...string) {
	for i := range findings {
		for j, w := range ws.all {
			if f := &findings[i]; w.is(*f, names) {
				ws.used[j] = true
				if !w.expired(ws.at) {
					f.Waived = &report.Waiver{Reason: w.Reason, Until: w.until()}
				}
			}
		}
	}
}

// unseen notes that a target of these names was not reached: whether what is
// waived of it is cured, nobody knows.
func (ws *waivers) unseen(names ...string) {
	for j, w := range ws.all {
		ws.unsure[j] = ws.unsure[j] || w.of(names)
	}
}

// Waive marks the findings of a target that do not count at this time; names
// are those by which waivers may know the target.
func (c *Config) Waive(findings []report.Finding, at time.Time, names ...string) {
	newWaivers(c.Waivers, at).apply(findings, names...)
}

// is says whether the waiver is for the finding.
func (w Waiver) is(f report.Finding, names []string) bool {
	return w.Code == f.Code && w.Subject.Match(f.Subject) && w.of(names)
}

// of says whether the waiver is for what has these names.
func (w Waiver) of(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && w.Target.Match(name) })
}

// findings say what has become of the waivers. Which are unused cannot be told
// where the run did not see everything, nor of targets that were not reached.
func (ws *waivers) findings(complete bool) (all []report.Finding) {
	add := func(w Waiver, code string) {
		detail := fmt.Sprintf("%s until %s: %s", w.Code, w.until(), w.Reason)
		f := probe.NewFinding(probe.CommandGate, code, w.Position.String(), detail, "")
		f.Place = w.place()
		all = append(all, f)
	}
	for i, w := range ws.all {
		switch {
		case w.expired(ws.at):
			add(w, CodeWaiverExpired)
		case w.expired(ws.at.Add(expiring)):
			add(w, CodeWaiverExpiring)
		}
		if complete && !ws.used[i] && !ws.unsure[i] {
			add(w, CodeWaiverUnused)
		}
	}
	return all
}
