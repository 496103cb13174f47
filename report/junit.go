package report

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// writeJUnit writes a test suite for every target and trace, as Jenkins and
// GitLab read them: what was established is a failure, what could not be
// determined an error, what was waived or not examined skipped.
func writeJUnit(w io.Writer, r *Report, _ Options) error {
	all := junitSuites{Name: "vkcheck " + r.Command}
	total := 0.0
	for _, s := range r.suites() {
		suite, seconds := junitSuiteOf(s)
		suite.Timestamp = r.Time.UTC().Format("2006-01-02T15:04:05")
		total += seconds
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Errors += suite.Errors
		all.Suites = append(all.Suites, suite)
	}
	all.Time = junitSeconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Time     string       `xml:"time,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string      `xml:"name,attr"`
	Classname string      `xml:"classname,attr"`
	Time      string      `xml:"time,attr"`
	Skipped   *string     `xml:"skipped"`
	Error     *junitFault `xml:"error"`
	Failure   *junitFault `xml:"failure"`
	Out       string      `xml:"system-out,omitempty"`
}

type junitFault struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Body    string `xml:",chardata"`
}

func junitSuiteOf(s suite) (junitSuite, float64) {
	name := Visible(s.name)
	out := junitSuite{Name: name, Tests: len(s.checks)}
	total := 0.0
	for _, c := range s.checks {
		total += c.seconds
		x := junitCaseOf(&c)
		x.Classname = name
		switch {
		case x.Failure != nil:
			out.Failures++
		case x.Error != nil:
			out.Errors++
		case x.Skipped != nil:
			out.Skipped++
		}
		out.Cases = append(out.Cases, x)
	}
	out.Time = junitSeconds(total)
	return out, total
}

func junitCaseOf(c *check) junitCase {
	x := junitCase{Name: Visible(c.name), Time: junitSeconds(c.seconds)}
	body := junitBody(c.findings)
	worst, waived := c.worst(), c.waived()
	switch {
	case worst != nil:
		fault := &junitFault{Type: worst.Code, Message: Visible(worst.label() + ": " + worst.sentence()), Body: body}
		if worst.Exit == 3 {
			x.Error = fault
		} else {
			x.Failure = fault
		}
	case waived != nil:
		x.Skipped = &body
	case c.skipped != "":
		text := Visible(c.skipped)
		x.Skipped = &text
	default:
		x.Out = body
	}
	return x
}

// junitBody tells all findings of a case, with evidence and cure.
func junitBody(findings []*Finding) string {
	var all []string
	for _, f := range findings {
		text := Visible(f.label() + ": " + f.sentence() + " [" + f.Code + "]")
		if about := f.about(); about != "" {
			text += "\n" + about
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n\n")
}

func junitSeconds(s float64) string { return strconv.FormatFloat(s, 'f', 6, 64) }
