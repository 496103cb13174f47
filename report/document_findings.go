package report

import "fmt"

// findingLines tell a finding, what was seen of it and what to do.
func findingLines(findings []Finding) []Line {
	var lines []Line
	for _, f := range findings {
		lines = append(lines, Line{Text: Text{fmt.Sprintf("%s: %s [%s]", f.label(), f.sentence(), f.Code), f.tone()}})
		for _, d := range f.details() {
			lines = append(lines, Line{Text: Text{d[0] + ": " + d[1], detailTone(d[0])}, Indent: 2})
		}
	}
	return lines
}

func (f *Finding) label() string {
	if f.Waived != nil {
		return "waived " + f.Severity
	}
	return f.Severity
}

func (f *Finding) sentence() string {
	if f.Subject == "" {
		return f.Message
	}
	return commonName(f.Subject) + ": " + f.Message
}

// mostEvidence is how much of it is for people; programs get all.
const mostEvidence = 2000

// details are what there is to say beside the sentence, each with its name.
func (f *Finding) details() (all [][2]string) {
	if f.Evidence != "" {
		all = append(all, [2]string{"evidence", shorten(f.Evidence, mostEvidence)})
	}
	if f.Hint != "" {
		all = append(all, [2]string{"hint", f.Hint})
	}
	if f.Waived != nil {
		all = append(all, [2]string{"waived until " + f.Waived.Until, f.Waived.Reason})
	}
	return all
}

func detailTone(name string) Tone {
	if name == "evidence" {
		return Faint
	}
	return Plain
}

func (f *Finding) tone() Tone {
	switch {
	case f.Waived != nil:
		return Faint
	case f.Severity == "critical", f.Severity == "error":
		return Bad
	case f.Severity == "warning":
		return Caution
	}
	return Plain
}
