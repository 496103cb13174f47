package report

import (
	"iter"
	"strconv"
	"strings"
)

// findings yields every finding worth saying, with the target that it is of;
// nil for those of the run.
func (r *Report) findings() iter.Seq2[*Target, *Finding] {
	return func(yield func(*Target, *Finding) bool) {
		for i := range r.Targets {
			t := &r.Targets[i]
			for _, f := range t.news() {
				if !yield(t, &f) {
					return
				}
			}
		}
		for i := range r.Findings {
			if !yield(nil, &r.Findings[i]) {
				return
			}
		}
	}
}

// place is the file that a finding is about, with a line of 0 where there is
// none; nil for a server that no file names. What was read of a trace or an
// option begins with FILE:LINE:, which is closer than where the gate names it.
func (f *Finding) place(t *Target) *Place {
	if t == nil {
		if line := f.line(); line > 0 {
			return &Place{File: f.Subject, Line: line}
		}
	}
	switch {
	case f.Place != nil:
		return f.Place
	case t != nil:
		return t.Place
	case f.Subject != "":
		return &Place{File: f.Subject}
	}
	return nil
}

// line is the number in FILE:LINE:, the beginning of the evidence; 0 for none.
func (f *Finding) line() int {
	rest, ok := strings.CutPrefix(f.Evidence, f.Subject+":")
	if f.Subject == "" || !ok {
		return 0
	}
	number, _, _ := strings.Cut(rest, ":")
	line, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return line
}

// about is what there is to say beside a finding's sentence, in lines.
func (f *Finding) about() string {
	var lines []string
	for _, d := range f.details() {
		lines = append(lines, Visible(d[0])+": "+Visible(d[1]))
	}
	return strings.Join(lines, "\n")
}
