package gate

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/vkcheck/vkcheck/report"
)

// Describe lists what would run, without any secret.
func (c *Config) Describe(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(cells ...string) {
		for i := range cells {
			cells[i] = report.Visible(cells[i])
		}
		_, _ = fmt.Fprintln(t, strings.Join(cells, "\t"))
	}
	if len(c.Targets) > 0 {
		row("TARGET", "NAME", "MODULE", "CHECK", "THRESHOLDS")
	}
	for _, target := range c.Targets {
		row(target.Label(), cmp.Or(target.Name, "-"), cmp.Or(target.Module, "-"), target.Check, target.Thresholds.String())
	}
	if len(c.Traces) > 0 {
		row("TRACE", "NAME", "POLICY", "SIZE", "MIN-HIT-RATIO")
	}
	for _, trace := range c.Traces {
		row(trace.String(), cmp.Or(trace.Name, "-"), strings.Join(trace.Policies, ","), trace.sizes(), fmt.Sprint(trace.MinHitRatio))
	}
	if len(c.Waivers) > 0 {
		row("WAIVED", "TARGET", "SUBJECT", "UNTIL", "REASON")
	}
	for _, waiver := range c.Waivers {
		row(waiver.Code, cmp.Or(waiver.Target.text, "*"), cmp.Or(waiver.Subject.text, "*"), waiver.until(), waiver.Reason)
	}
	if !c.Allow.Empty() {
		row("ALLOWED")
	}
	for _, entry := range c.Allow.entries {
		row(entry)
	}
	return t.Flush()
}

// String lists the thresholds that are held: "days-left 21, role master".
func (t Thresholds) String() string {
	var held []string
	for _, threshold := range thresholds() {
		if shown := threshold.shown(&t); shown != "" {
			held = append(held, threshold.name+" "+shown)
		}
	}
	return cmp.Or(strings.Join(held, ", "), "-")
}

func (t Trace) sizes() string {
	var sizes []string
	for _, s := range t.Sizes {
		switch {
		case s.Bytes > 0:
			sizes = append(sizes, fmt.Sprintf("%d bytes", s.Bytes))
		case s.Share > 0:
			sizes = append(sizes, fmt.Sprintf("%g%%", 100*s.Share))
		default:
			sizes = append(sizes, fmt.Sprint(s.Entries))
		}
	}
	return strings.Join(sizes, ",")
}
