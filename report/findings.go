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

// position gives the file that a finding of the run is about, and the line, 0
// where there is none: what was read of it begins with FILE:LINE:.
func (f *Finding) position() (file string, line int) {
	rest, ok := strings.CutPrefix(f.Evidence, f.Subject+":")
	if f.Subject == "" || !ok {
		return f.Subject, 0
	}
	number, _, _ := strings.Cut(rest, ":")
	line, err := strconv.Atoi(number)
	if err != nil || line < 0 {
		return f.Subject, 0
	}
	return f.Subject, line
}

// about is what there is to say beside a finding's sentence, in lines.
func (f *Finding) about() string {
	var lines []string
	for _, d := range f.details() {
		lines = append(lines, visible(d[0])+": "+visible(d[1]))
	}
	return strings.Join(lines, "\n")
}
