package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// few targets need no summary: they are seen at a glance.
const few = 3

// summary has a row per target, in the order in which they were given.
func (r *Report) summary() *Section {
	if len(r.Targets) <= few {
		return nil
	}
	t := &Table{Header: []string{"target", "result", "certificate", "expires", "finding"}}
	results := map[int]int{}
	for i := range r.Targets {
		target := &r.Targets[i]
		results[target.Exit]++
		now := r.Time
		if target.At != nil {
			now = *target.At
		}
		verdict, expires := leafTexts(target.Certificates, now)
		t.Rows = append(t.Rows, []Text{plain(target.heading()), resultOf(target.Exit), verdict, expires, target.worst()})
	}
	return &Section{Heading: "summary", Table: t.used(), Lines: []Line{{Text: tally(results, len(r.Targets))}}}
}

// tally says how many targets have which result.
func tally(results map[int]int, all int) Text {
	var words []string
	for _, exit := range []int{0, 1, 2, 3, 130} {
		if n := results[exit]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, resultOf(exit).Text))
		}
	}
	text := plain(fmt.Sprintf("%d targets: %s", all, strings.Join(words, ", ")))
	if results[0] == all {
		text.Tone = Fine
	}
	return text
}

// worst is the finding that a target is to be remembered for, of those that
// are more than a remark.
func (t *Target) worst() Text {
	levels := []string{"warning", "error", "critical"}
	level := func(f Finding) int {
		if f.Waived != nil {
			return -1
		}
		return slices.Index(levels, f.Severity)
	}
	if len(t.Findings) == 0 {
		return Text{}
	}
	f := slices.MaxFunc(t.Findings, func(a, b Finding) int { return cmp.Compare(level(a), level(b)) })
	if level(f) < 0 {
		return Text{}
	}
	return Text{f.sentence() + " [" + f.Code + "]", f.tone()}
}
