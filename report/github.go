package report

import (
	"fmt"
	"io"
	"strings"
)

// writeGitHub writes findings as workflow commands, which GitHub shows with the
// run: what counts is an error, a warning that passes a warning, the rest a
// notice.
func writeGitHub(w io.Writer, r *Report, _ Options) error {
	for t, f := range r.findings() {
		properties := githubPlace(f.place(t)) + "title=" + githubProperty(githubTitle(t, f))
		message := Visible(f.sentence())
		if about := f.about(); about != "" {
			message += "\n" + about
		}
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", githubLevel(f), properties, githubData(message)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "vkcheck %s: %s (exit %d)\n", r.Command, resultOf(r.Exit).Text, r.Exit)
	return err
}

// githubPlace shows an annotation beside a line of the repository.
func githubPlace(p *Place) string {
	if p == nil {
		return ""
	}
	text := "file=" + githubProperty(Visible(p.File)) + ","
	if p.Line > 0 {
		text += fmt.Sprintf("line=%d,", p.Line)
	}
	if p.Column > 0 {
		text += fmt.Sprintf("col=%d,", p.Column)
	}
	return text
}

func githubLevel(f *Finding) string {
	switch {
	case f.Exit != 0:
		return "error"
	case f.Waived == nil && f.Severity != "info":
		return "warning"
	}
	return "notice"
}

func githubTitle(t *Target, f *Finding) string {
	title := f.label() + " " + f.Code
	if t != nil {
		title = t.heading() + ": " + title
	}
	return Visible(title)
}

// The escapes of workflow commands; properties end at a comma or a colon.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)
