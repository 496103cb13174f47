package gate

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/nearest"
	"github.com/vkcheck/vkcheck/probe"
)

// Config is what a file and those that it includes say.
type Config struct {
	Files    []string // those read, each before the ones that include it
	Defaults Settings
	Modules  map[string]Settings // by name
	Targets  []Target
	Traces   []Trace
	Waivers  []Waiver
	Allow    Allow // what vkcheck serve may be asked about, besides the targets

	named map[string]Position // where each target stands
}

// Target is a server to examine.
type Target struct {
	Position
	Address string // as the file has it: a password may stand in it, see Label
	Name    string // empty for none
	Module  string // empty for none
	Settings
}

// Label is the address as reports name it: a URL is written anew, without its
// password, nor a user name for which there is none.
func (t Target) Label() string {
	if o, _, err := conn.ParseTarget(t.Address); err == nil && (strings.Contains(t.Address, ":/") || o.Network == "unix") {
		if _, ok := t.Connection["password"]; ok && o.Password == "" {
			o.Password = "to be read"
		}
		return o.String()
	}
	return t.Address
}

// Called is the target's name, or its label where it has none.
func (t Target) Called() string { return cmp.Or(t.Name, t.Label()) }

// document is one file, of which all that is not read yet is nodes.
type document struct {
	include  []included
	defaults *node
	modules  []pair
	targets  []*node
	traces   []*node
	waivers  []Waiver
	allow    []*node
}

type included struct {
	Position
	pattern string
}

// documentKeys are the keys of a file.
func documentKeys() []key[document] {
	type d = document
	return []key[d]{
		nodes("include", "Other files, relative to this one; * stands for any text. What they say counts as if it stood before this file.",
			schema{"anyOf": []schema{words.schema, {"type": "array", "items": words.schema}}},
			func(r *reader, n *node, d *d) {
				if pattern, ok := words.read(r, n, "include"); ok {
					d.include = append(d.include, included{n.Position, beside(n.File, pattern)})
				}
			}),
		{
			name: "defaults", doc: "Settings of all targets and modules.", schema: reference("settings"),
			read: func(_ *reader, n *node, d *d) { d.defaults = n }, unset: func(*d) {},
			holds: among(func() []key[Settings] { return settingsKeys(whole) }),
		},
		{
			name: "modules", doc: "Settings by a name of their own, which targets may refer to.",
			schema: schema{"type": "object", "propertyNames": moduleName.schema, "additionalProperties": nullable(reference("settings"))},
			read: func(r *reader, n *node, d *d) {
				if n.kind != mapping {
					r.fail(n, "modules is a mapping of names to settings, not %s", n.kind)
				}
				d.modules = n.pairs
			}, unset: func(*d) {},
		},
		nodes("targets", "The servers to examine.", list1(schema{"anyOf": []schema{words.schema, reference("target")}}),
			func(_ *reader, n *node, d *d) { d.targets = append(d.targets, n) }),
		nodes("traces", "The traces to replay, and the hit ratios that they must reach.", list1(reference("trace")),
			func(_ *reader, n *node, d *d) { d.traces = append(d.traces, n) }),
		nodes("waivers", "Findings that do not count for a time.", list1(reference("waiver")),
			func(r *reader, n *node, d *d) {
				w := Waiver{Position: n.Position}
				object(r, n, "a waiver", waiverKeys(), &w)
				d.waivers = append(d.waivers, w)
			}),
		nodes("allow", "What vkcheck serve may be asked about besides the targets: hosts, in which * stands for a part of a name without a dot, addresses, and networks such as 10.0.0.0/8. Default nothing.",
			list1(words.schema), func(_ *reader, n *node, d *document) { d.allow = append(d.allow, n) }),
	}
}

// list1 is the schema of a list.
func list1(of schema) schema { return schema{"type": "array", "items": of} }

// nodes is a key with a list.
func nodes(name, doc string, s schema, read func(*reader, *node, *document)) key[document] {
	return key[document]{
		name: name, doc: doc, schema: s, unset: func(*document) {},
		read: func(r *reader, n *node, d *document) {
			if n.kind != list && name != "include" {
				r.fail(n, "%s is a list, not %s", name, n.kind)
				return
			}
			each(n, func(item *node) { read(r, item, d) })
		},
	}
}

// moduleName is one that stands in a report as it is.
var moduleName = value[string]{schema: schema{"type": textual, "pattern": "^[A-Za-z0-9_.-]+$"}, parse: func(text string) (string, error) {
	if text == "" || strings.ContainsFunc(text, func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-", r)
	}) {
		return "", errors.New("is a name of letters, digits and _.-")
	}
	return text, nil
}}

// resolve reads the nodes of all documents, those that are included first.
func (c *Config) resolve(r *reader, documents []document) {
	c.Defaults = newSettings()
	for _, d := range documents {
		if d.defaults != nil {
			object(r, d.defaults, "defaults", settingsKeys(whole), &c.Defaults)
		}
		c.Waivers = append(c.Waivers, d.waivers...)
		for _, n := range d.allow {
			if entry, ok := words.read(r, n, "allow"); ok {
				if err := c.Allow.add(entry); err != nil {
					r.fail(n, "allow: %v", err)
				}
			}
		}
	}
	c.Modules, c.named = map[string]Settings{}, map[string]Position{}
	for _, d := range documents {
		for _, p := range d.modules {
			c.module(r, p)
		}
	}
	for _, d := range documents {
		for _, n := range d.targets {
			c.target(r, n)
		}
		for _, n := range d.traces {
			t := newTrace()
			t.Position = n.Position
			object(r, n, "a trace", traceKeys(), &t)
			t.check(r, n)
			c.Traces = append(c.Traces, t)
		}
	}
}

func whole(s *Settings) *Settings { return s }

func (c *Config) module(r *reader, p pair) {
	name, ok := moduleName.read(r, p.key, "the name of a module")
	if !ok {
		return
	}
	if _, twice := c.Modules[name]; twice {
		r.fail(p.key, "there are two modules %q", name)
		return
	}
	s := c.Defaults
	object(r, p.value, "module "+name, settingsKeys(whole), &s)
	s.check(r, p.key)
	c.Modules[name] = s
}

// target reads one, over its module and the defaults.
func (c *Config) target(r *reader, n *node) {
	t := Target{Position: n.Position, Settings: c.Defaults}
	switch n.kind {
	case scalar:
		t.Address, _ = words.read(r, n, "target")
	default:
		// The module goes first: what else is said stands above it.
		if m := n.get("module"); m != nil && m.kind == scalar {
			s, ok := c.Modules[m.text]
			if !ok {
				r.fail(m, "%v", c.unknownModule(m.text))
			} else {
				t.Settings = s
			}
		}
		object(r, n, "a target", targetKeys(), &t)
	}
	if t.Address == "" {
		return // which is told already
	}
	if _, _, err := conn.ParseTarget(t.Address); err != nil {
		r.fail(n, "target: %v", problem(err))
		return
	}
	t.Settings.check(r, n)
	name := t.Called()
	if other, twice := c.named[name]; twice {
		r.fail(n, "the target in %s has the same name: give each a name of its own", other)
		return
	}
	c.named[name] = t.Position
	c.Targets = append(c.Targets, t)
}

// problem is what is wrong, without the phase and the code.
func problem(err error) error {
	var e *conn.Error
	if errors.As(err, &e) && e.Err != nil {
		return e.Err
	}
	return err
}

func (c *Config) unknownModule(name string) error {
	return nearest.Unknown("module", name, slices.Sorted(maps.Keys(c.Modules)))
}

func targetKeys() []key[Target] {
	type t = Target
	return slices.Concat([]key[t]{
		needed(field("target", "The address: host:port, a bare host, /path.sock, or a URL valkey://, valkeys://, redis://, rediss://, unix://.",
			words, func(t *t) *string { return &t.Address })),
		field("name", "A name for reports and waivers.", words, func(t *t) *string { return &t.Name }),
		field("module", "The module whose settings it has; what the target says itself stands above them.",
			moduleName, func(t *t) *string { return &t.Module }),
	}, settingsKeys(func(t *t) *Settings { return &t.Settings }))
}

// check finds what no single key can know.
func (s Settings) check(r *reader, n *node) {
	if s.Strict && s.Revocation.SoftFail {
		r.fail(n, "strict and soft-fail exclude each other")
	}
	for _, t := range thresholds() {
		switch {
		case t.shown(&s.Thresholds) == "":
		case t.session && s.Check == probe.CommandOCSP:
			r.fail(n, "the threshold %s needs check: probe; null takes it back here", t.name)
		case s.AllNodes && slices.Contains([]string{"role", "replicas"}, t.name):
			r.fail(n, "the threshold %s is for one server, and all-nodes finds primaries and replicas; null takes it back here", t.name)
		}
	}
	if s.Check != probe.CommandOCSP {
		return
	}
	for _, only := range []struct {
		name  string
		given bool
	}{{"concurrency", s.Concurrency > 0}, {"tracking", s.Tracking}, {"all-nodes", s.AllNodes}} {
		if only.given {
			r.fail(n, "%s needs check: probe; null takes it back here", only.name)
		}
	}
}
