package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// The states of the Monitoring Plugins' guidelines, which are exit codes too.
const (
	nagiosOK = iota
	nagiosWarning
	nagiosCritical
	NagiosUnknown // also what wrong usage is
)

var nagiosNames = []string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}

// NagiosExit is what a program exits with that writes nagios: 0 OK, 1 WARNING
// (only findings that pass the gate), 2 CRITICAL (failed, or the server could
// not be reached), 3 UNKNOWN (wrong usage, interrupted, or something could not
// be determined).
func NagiosExit(r *Report) int {
	switch r.Exit {
	case 0:
		for _, f := range r.findings() {
			if f.Waived == nil && f.Severity != "info" {
				return nagiosWarning
			}
		}
		return nagiosOK
	case 1:
		return nagiosCritical
	case 3:
		// The guidelines want no UNKNOWN for what is not the plugin's fault.
		if slices.ContainsFunc(r.Targets, func(t Target) bool { return t.Exit == 3 && t.unreached() }) {
			return nagiosCritical
		}
	}
	return NagiosUnknown
}

// unreached says that a phase failed, none after it went well, and the target is
// not to be had without it: ocsp has what it wants of a server that then demands a
// certificate of its clients.
func (t *Target) unreached() bool {
	n := len(t.Phases)
	return n > 0 && !t.Phases[n-1].OK && slices.ContainsFunc(t.Findings, func(f Finding) bool {
		return f.Subject == t.Phases[n-1].Phase && (f.Severity == "error" || f.Severity == "critical")
	})
}

// writeNagios writes the state, what matters most and the performance data in
// the first line, then all findings.
func writeNagios(w io.Writer, r *Report, _ Options) error {
	first := "VKCHECK " + nagiosNames[NagiosExit(r)] + " - " + shorten(nagiosText(r.inOneLine()), mostInOneLine)
	if data := r.perfdata(); len(data) > 0 {
		first += " | " + strings.Join(data, " ")
	}
	lines := []string{first}
	for t, f := range r.findings() {
		where := ""
		if t != nil {
			where = t.heading() + ": "
		}
		for _, l := range findingLines([]Finding{*f}) {
			lines = append(lines, strings.Repeat(" ", l.Indent)+nagiosText(where+l.Text.Text))
			where = ""
		}
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

// mostInOneLine is what a list of services has room for.
const mostInOneLine = 250

// inOneLine is the worst finding of all, or what went well.
func (r *Report) inOneLine() string {
	var worst *Finding
	var of *Target
	for t, f := range r.findings() {
		if f.Waived == nil && (f.Severity != "info" || f.Exit != 0) && (worst == nil || outranks(f, worst)) {
			worst, of = f, t
		}
	}
	var subjects []string
	if n := len(r.Targets); n == 1 {
		subjects = append(subjects, r.Targets[0].heading())
	} else if n > 1 {
		subjects = append(subjects, r.tally().Text)
	}
	for i := range r.Traces {
		subjects = append(subjects, r.Traces[i].heading())
	}
	switch text := cmp.Or(strings.Join(subjects, ", "), r.Command); {
	case worst == nil:
		return text
	case of != nil && len(r.Targets) > 1:
		return text + "; " + of.heading() + ": " + worst.sentence()
	case of == nil:
		return worst.sentence()
	default:
		return text + ": " + worst.sentence()
	}
}

func outranks(a, b *Finding) bool {
	if x, y := weight(a.Exit), weight(b.Exit); x != y {
		return x > y
	}
	return slices.Index(severities, a.Severity) > slices.Index(severities, b.Severity)
}

// mostMeasured targets are measured one by one; more are counted.
const mostMeasured = 10

// perfdata are figures as 'label'=value[UOM];warn;crit;min;max; of one label
// the first.
func (r *Report) perfdata() (all []string) {
	seen := map[string]bool{}
	add := func(label, value, unit, limits string) {
		label = strings.NewReplacer("'", "''", "=", "_").Replace(nagiosText(label))
		if !seen[label] {
			all = append(all, "'"+label+"'="+value+unit+limits)
		}
		seen[label] = true
	}
	if len(r.Targets) > 1 {
		add("targets", strconv.Itoa(len(r.Targets)), "", ";;;0")
		for exit, n := range r.results() {
			add(resultOf(exit).Text, strconv.Itoa(n), "", ";;;0;"+strconv.Itoa(len(r.Targets)))
		}
	}
	if len(r.Targets) <= mostMeasured {
		for i := range r.Targets {
			t, prefix := &r.Targets[i], ""
			if len(r.Targets) > 1 {
				prefix = cmp.Or(t.Name, t.Target) + " "
			}
			t.measures(func(label, value, unit, limits string) { add(prefix+label, value, unit, limits) })
		}
	}
	for _, t := range r.Traces {
		prefix := ""
		if len(r.Traces) > 1 {
			prefix = cmp.Or(t.Name, t.Trace) + " "
		}
		for _, b := range t.Best {
			add(fmt.Sprintf("%shit ratio %d", prefix, b.Size), number(100*b.HitRatio), "%", ";;;0;100")
		}
	}
	return all
}

func (t *Target) measures(add func(label, value, unit, limits string)) {
	if len(t.Phases) > 0 {
		bars := t.phaseBars()
		last := bars[len(bars)-1]
		add("time", number(last.Start+last.Length), "s", ";;;0")
	}
	if len(t.Certificates) > 0 && t.Certificates[0].DaysLeft != nil {
		add("days left", number(*t.Certificates[0].DaysLeft), "", "")
	}
	s := t.Server
	if s == nil {
		return
	}
	if m := s.Memory; m != nil {
		limits := ";;;0"
		if m.Max > 0 {
			limits += ";" + strconv.FormatInt(m.Max, 10)
		}
		add("memory", strconv.FormatInt(m.Used, 10), "B", limits)
	}
	if c := s.Clients; c != nil {
		add("clients", strconv.FormatInt(c.Connected, 10), "", ";;;0")
	}
	if s.Replication != nil && s.Replication.LagSeconds != nil {
		add("lag", strconv.FormatInt(*s.Replication.LagSeconds, 10), "s", ";;;0")
	}
	if s.Keyspace != nil && s.Keyspace.HitRatio != nil {
		add("hit ratio", number(100**s.Keyspace.HitRatio), "%", ";;;0;100")
	}
}

func number(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 6, 64), "0"), ".")
}

// nagiosText has no line end, and no bar, behind which figures stand.
func nagiosText(s string) string { return strings.ReplaceAll(Visible(s), "|", "/") }
