package gate

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/vkcheck/vkcheck/conn"
)

// Describe lists what would run, without any secret.
func (c *Config) Describe(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { _, _ = fmt.Fprintln(t, strings.Join(cells, "\t")) }
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
		row("WAIVED", "UNTIL", "REASON")
	}
	for _, waiver := range c.Waivers {
		row(waiver.Code, waiver.until(), waiver.Reason)
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

// Remarks are what is not wrong with the file, but may be with this machine or
// at this time: variables that are empty, files that are missing, waivers that
// have expired, secrets that stand in the file itself, and that it checks nothing.
func (c *Config) Remarks(at time.Time) []string {
	var remarks []string
	add := func(at Position, format string, args ...any) {
		// A default is in every target.
		if text := at.String() + ": " + fmt.Sprintf(format, args...); !slices.Contains(remarks, text) {
			remarks = append(remarks, text)
		}
	}
	all := []Settings{c.Defaults}
	for _, m := range c.Modules {
		all = append(all, m)
	}
	for _, t := range c.Targets {
		all = append(all, t.Settings)
		_, warnings, _ := conn.ParseTarget(t.Address)
		for _, warning := range warnings {
			add(t.Position, "%s", warning)
		}
	}
	for _, s := range all {
		s.Connection.remarks(add)
	}
	for _, t := range c.Traces {
		for _, file := range t.Files {
			if _, err := os.Stat(file); err != nil {
				add(t.Position, "%v", err)
			}
		}
	}
	for _, w := range c.Waivers {
		if w.expired(at) {
			add(w.Position, "the waiver of %s has expired", w.Code)
		}
	}
	if err := c.checksNothing(); err != nil && c.Allow.Empty() { // else the file is for serve
		remarks = append(remarks, err.Error()) // it may be there to be included
	}
	return remarks
}

func (c Connection) remarks(add func(Position, string, ...any)) {
	for _, s := range settings() {
		o, ok := c[s.Name]
		if !ok {
			continue
		}
		value, err := o.value()
		if err == nil && s.File {
			_, err = os.Stat(value)
		}
		switch {
		case err != nil:
			add(o.Position, "%s: %v", s.Name, err)
		case s.Secret && o.text != "":
			add(o.Position, "%s stands in the file itself: {env: VARIABLE} or {file: PATH} keep it out", s.Name)
		}
	}
}
