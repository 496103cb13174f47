package gate

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/conn"
)

// Remarks are what is not wrong with the file, but may be with this machine or
// at this time: variables that are empty, files that are missing, waivers that
// have expired or are for nobody, times that cannot be exceeded, secrets that
// stand in the file itself, traces of one name, and that it checks nothing.
func (c *Config) Remarks(at time.Time) []string {
	var remarks []string
	add := func(at Position, format string, args ...any) {
		// A default is in every target.
		if text := at.String() + ": " + fmt.Sprintf(format, args...); !slices.Contains(remarks, text) {
			remarks = append(remarks, text)
		}
	}
	shared := []Settings{c.Defaults}
	for _, name := range slices.Sorted(maps.Keys(c.Modules)) {
		shared = append(shared, c.Modules[name])
	}
	var own []Settings
	for _, t := range c.Targets {
		own = append(own, t.Settings)
		o, warnings, _ := conn.ParseTarget(t.Address)
		for _, warning := range warnings {
			add(t.Position, "%s", warning)
		}
		if o.Password != "" {
			add(t.Position, "the password of the target stands in the file itself: connection: {password: {env: VARIABLE}} or {file: PATH} keep it out")
		}
	}
	all := slices.Concat(shared, own)
	for _, s := range all {
		s.Connection.remarks(add)
	}
	if c.Allow.Empty() && len(own) > 0 { // what is shared counts as the targets have it
		all = own
	}
	for _, s := range all {
		s.latencyRemarks(add)
	}
	called := map[string]Position{}
	for _, t := range c.Traces {
		if other, twice := called[t.Called()]; twice {
			add(t.Position, "the trace in %s has the same name, and reports do not tell them apart: give each a name of its own", other)
		}
		called[t.Called()] = t.Position
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
		if names := c.names(); names != nil && !w.of(names) {
			add(w.Position, "the waiver of %s is for nobody: no target and no trace is called %q%s", w.Code, w.Target.text, meant(w.Target.text, names))
		}
	}
	if err := c.checksNothing(); err != nil && c.Allow.Empty() { // else the file is for serve
		remarks = append(remarks, err.Error()) // it may be there to be included
	}
	return remarks
}

// names are those by which waivers may know what the file checks; nil where
// there may be more: nodes that a target leads to, and what others ask about.
func (c *Config) names() (names []string) {
	if !c.Allow.Empty() {
		return nil
	}
	for _, t := range c.Targets {
		if t.AllNodes {
			return nil
		}
		names = append(names, t.Called(), t.Label())
	}
	for _, t := range c.Traces {
		names = append(names, t.Called(), t.String())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// latencyRemarks tell of times that no connection can take.
func (s Settings) latencyRemarks(add func(Position, string, ...any)) {
	for _, phase := range slices.Sorted(maps.Keys(s.Thresholds.P99)) {
		if l := s.Thresholds.P99[phase]; l.Most >= s.Timeout {
			add(l.Position, "p99: nothing exceeds %s: %v, as the timeout of %v comes first; a number without a unit is seconds", phase, l.Most, s.Timeout)
		}
	}
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
