package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (t *Target) subject(now time.Time) Subject {
	result := resultOf(t.Exit)
	s := Subject{Heading: t.heading(), Result: &result}
	if t.At != nil {
		now = *t.At
	}
	var about []Line
	if t.Node != "" {
		about = append(about, Line{Text: plain("a node of " + t.Node)})
	}
	if t.Server != nil {
		about = append(about, Line{Text: plain(serverLine(t.Server))})
	}
	if t.TLS != nil {
		about = append(about, Line{Text: plain(tlsLine(t.TLS))})
	}
	if len(about) > 0 {
		s.add(Section{Lines: about})
	}
	if len(t.Phases) > 0 {
		s.add(Section{Name: "phases", Table: t.phaseTable(), Bars: t.phaseBars()})
	}
	if len(t.Timings) > 0 {
		s.add(Section{Name: "times of all runs", Table: timingTable(t.Timings)})
	}
	if len(t.Certificates) > 0 {
		s.add(Section{Name: "certificates", Table: certificateTable(t.Certificates, now), Lines: certificateLines(t.Certificates, now)})
	}
	s.add(serverSections(t.Server)...)
	if t.Session != nil {
		s.add(sessionSections(t.Session)...)
	}
	if t.Recording != nil {
		s.add(Section{Name: "recording", Lines: recordingLines(t.Recording)})
	}
	last := Text{fmt.Sprintf("result: %s (exit %d)", result.Text, t.Exit), result.Tone}
	end := Section{Findings: t.news(), Lines: []Line{{Text: last}}}
	if len(end.Findings) > 0 {
		end.Name = "findings"
	}
	s.add(end)
	return s
}

func (t *Target) heading() string { return Named(t.Name, t.Target) }

// Named is the user's name for a target or a trace, and what it is; that alone
// where there is no name.
func Named(name, what string) string {
	if name != "" {
		return name + " (" + what + ")"
	}
	return what
}

// news are the findings that the tables above do not show already: not that
// a certificate is good, nor that there is no staple. That one that nobody
// can check passes for its short life they do not show, nor why a run does not
// pass.
func (t *Target) news() []Finding {
	return slices.DeleteFunc(slices.Clone(t.Findings), func(f Finding) bool {
		shown := f.Code == "staple-missing" || slices.ContainsFunc(t.Certificates, func(c Certificate) bool {
			return c.Code == f.Code && c.Subject == f.Subject && c.Code != "revocation-short-lived"
		})
		return shown && f.Severity == "info" && f.Exit == 0
	})
}

// resultOf says in a word what the exit code says.
func resultOf(exit int) Text {
	text, ok := map[int]Text{
		0: {"ok", Fine},
		1: {"failed", Bad},
		2: {"wrong usage or configuration", Bad},
		3: {"undetermined", Caution},
	}[exit]
	if !ok {
		text = Text{"interrupted", Caution}
	}
	return text
}

func serverLine(s *Server) string {
	words := []string{s.Flavour, s.Version, s.Mode, s.Role}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	return strings.Join(append(words, "RESP"+strconv.Itoa(s.Protocol)), " ")
}

func tlsLine(t *TLS) string {
	words := []string{t.Version, t.CipherSuite}
	if t.KeyExchange != "" {
		words = append(words, t.KeyExchange)
	}
	if t.Stapled {
		words = append(words, "stapled")
	} else {
		words = append(words, "no staple")
	}
	switch {
	case t.ClientCertRequired != nil && *t.ClientCertRequired:
		words = append(words, "demands a client certificate")
	case t.ClientCertRequested:
		words = append(words, "asks for a client certificate")
	}
	return strings.Join(words, ", ")
}
