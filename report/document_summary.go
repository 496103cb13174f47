package report

import (
	"cmp"
	"fmt"
	"iter"
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
	t := &Table{Header: []string{"target", "result", "certificate", "finding"}}
	for i := range r.Targets {
		target := &r.Targets[i]
		now := r.Time
		if target.At != nil {
			now = *target.At
		}
		t.Rows = append(t.Rows, []Text{plain(target.heading()), resultOf(target.Exit), leafText(target.Certificates, now), target.worst()})
	}
	return &Section{Heading: "summary", Table: t.used(), Lines: append([]Line{{Text: r.tally()}}, r.itself()...)}
}

// itself tells what the run comes to by what is no target's: a trace, a waiver.
func (r *Report) itself() []Line {
	exit, codes := 0, []string(nil)
	for _, f := range r.Findings {
		if f.Exit == 0 {
			continue
		}
		if weight(f.Exit) > weight(exit) {
			exit = f.Exit
		}
		if !slices.Contains(codes, f.Code) {
			codes = append(codes, f.Code)
		}
	}
	if codes == nil {
		return nil
	}
	result := resultOf(exit)
	return []Line{{Text: Text{"the run as a whole: " + result.Text + ": " + strings.Join(codes, ", "), result.Tone}}}
}

// results yields how many targets have which exit code.
func (r *Report) results() iter.Seq2[int, int] {
	return func(yield func(exit, n int) bool) {
		for _, exit := range []int{0, 1, 2, 3, 130} {
			n := 0
			for i := range r.Targets {
				if r.Targets[i].Exit == exit {
					n++
				}
			}
			if n > 0 && !yield(exit, n) {
				return
			}
		}
	}
}

// tally says how many targets have which result.
func (r *Report) tally() Text {
	text := Text{Tone: Fine}
	var words []string
	for exit, n := range r.results() {
		words = append(words, fmt.Sprintf("%d %s", n, resultOf(exit).Text))
		if exit != 0 {
			text.Tone = Plain
		}
	}
	text.Text = fmt.Sprintf("%d targets: %s", len(r.Targets), strings.Join(words, ", "))
	return text
}

// severities in rising order.
var severities = []string{"info", "warning", "error", "critical"}

// worst is the code of the finding that a target is to be remembered for, of those that
// are more than a remark: one that counts before others.
func (t *Target) worst() Text {
	level := func(f Finding) int {
		level := slices.Index(severities, f.Severity)
		switch {
		case f.Waived != nil:
			return -1
		case f.Exit != 0:
			level += len(severities)
		}
		return level
	}
	if len(t.Findings) == 0 {
		return Text{}
	}
	f := slices.MaxFunc(t.Findings, func(a, b Finding) int { return cmp.Compare(level(a), level(b)) })
	if level(f) < 1 {
		return Text{}
	}
	return Text{f.Code, f.tone()}
}
