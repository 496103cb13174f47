package report

import (
	"cmp"
	"slices"
	"strconv"
)

// check is one thing that was examined, and what was found of it.
type check struct {
	name     string
	seconds  float64
	findings []*Finding
	skipped  string // why it was not examined
}

// suite is what was examined of one subject.
type suite struct {
	name   string
	checks []check
}

// suites give a suite for every target and trace, and one for the run where it
// has findings of its own. None is empty.
func (r *Report) suites() (all []suite) {
	for i := range r.Targets {
		all = append(all, suite{r.Targets[i].heading(), r.Targets[i].checks()})
	}
	rest := pointers(r.Findings)
	for i := range r.Traces {
		t := &r.Traces[i]
		replay := check{name: "replay"}
		replay.findings, rest = parted(rest, func(f *Finding) bool { return f.Subject == t.heading() })
		all = append(all, suite{t.heading(), checksOf(replay)})
	}
	if len(rest) > 0 || len(all) == 0 {
		all = append(all, suite{"vkcheck " + r.Command, checksOf(check{name: "run", findings: rest})})
	}
	return all
}

// checks are the phases, the certificates, what the server would not tell, and
// every other finding.
func (t *Target) checks() (all []check) {
	rest := pointers(t.Findings)
	for i, p := range t.Phases {
		c := check{name: "phase " + p.Phase}
		if !p.Joined {
			c.seconds = p.Seconds
		}
		if p.Address != "" {
			c.name += " " + p.Address
		}
		switch t.mark(i).Tone {
		case Caution:
			c.skipped = "passed over: " + p.Code
		case Bad:
			c.findings, rest = parted(rest, func(f *Finding) bool { return f.Subject == p.Phase })
		}
		all = append(all, c)
	}
	for i, cert := range t.Certificates {
		c := check{name: "certificate " + strconv.Itoa(i) + " " + commonName(cert.Subject)}
		c.findings, rest = parted(rest, func(f *Finding) bool { return f.Subject == cert.Subject })
		if cert.Verdict == "skipped" && len(c.findings) == 0 {
			c.skipped = cert.Code
		}
		all = append(all, c)
	}
	if t.Server != nil {
		for _, command := range t.Server.NotExamined {
			all = append(all, check{name: "server " + command, skipped: "not examined: the command was refused or is unknown"})
		}
	}
	return append(all, checksOf(check{name: "examination", findings: rest})...)
}

// checksOf has a check of its own for each finding that has a say, and the one
// given for the rest.
func checksOf(c check) []check {
	own, rest := parted(c.findings, func(f *Finding) bool { return f.Exit != 0 || f.Waived != nil })
	c.findings = rest
	all := []check{c}
	for _, f := range own {
		name := f.Code
		if f.Subject != "" {
			name += " " + commonName(f.Subject)
		}
		all = append(all, check{name: name, findings: []*Finding{f}})
	}
	return all
}

// worst is the finding that settles the check, if one does: usage before
// failed before undetermined.
func (c *check) worst() *Finding {
	counting, _ := parted(c.findings, func(f *Finding) bool { return f.Exit != 0 })
	if len(counting) == 0 {
		return nil
	}
	return slices.MaxFunc(counting, func(a, b *Finding) int { return cmp.Compare(weight(a.Exit), weight(b.Exit)) })
}

// waived is the first finding that was waived.
func (c *check) waived() *Finding {
	all, _ := parted(c.findings, func(f *Finding) bool { return f.Waived != nil })
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

func weight(exit int) int { return map[int]int{3: 1, 1: 2, 2: 3}[exit] }

func pointers(findings []Finding) (all []*Finding) {
	for i := range findings {
		all = append(all, &findings[i])
	}
	return all
}

// parted gives those for which yes is true, and the others.
func parted(findings []*Finding, yes func(*Finding) bool) (those, others []*Finding) {
	for _, f := range findings {
		if yes(f) {
			those = append(those, f)
		} else {
			others = append(others, f)
		}
	}
	return those, others
}
