package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// page is what is said about a command: by --help, by its man page and by the
// completions of shells.
type page struct {
	name, usage, examples, about string
	groups                       []flagGroup
}

type flagGroup struct {
	title string
	flags []flagText
}

// flagText is a flag as a user reads it.
type flagText struct {
	names    []string // long ones first
	value    string   // the kind of its value; empty for a switch
	text     string
	fallback string // the default, empty where it goes without saying
	variable string // the environment variable, if it has one
}

// pageOf reads a command; groups stand in the order of its flags.
func pageOf(c *cli.Command) page {
	p := page{name: c.Name, usage: c.Usage, examples: c.UsageText, about: c.Description}
	for _, f := range c.Flags {
		title := "Flags"
		if g, ok := f.(cli.CategorizableFlag); ok && g.GetCategory() != "" {
			title = g.GetCategory()
		}
		i := slices.IndexFunc(p.groups, func(g flagGroup) bool { return g.title == title })
		if i < 0 {
			i = len(p.groups)
			p.groups = append(p.groups, flagGroup{title: title})
		}
		p.groups[i].flags = append(p.groups[i].flags, textOf(f))
	}
	return p
}

func textOf(f cli.Flag) flagText {
	t := flagText{names: f.Names()}
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return t
	}
	t.text, t.value = unquote(d.GetUsage())
	if vars := d.GetEnvVars(); len(vars) > 0 {
		t.variable = vars[0]
	}
	if !d.TakesValue() {
		t.value = ""
		return t
	}
	if t.value == "" {
		t.value = "VALUE"
	}
	if text := strings.Trim(d.GetDefaultText(), `"`); text != "0" {
		t.fallback = text
	}
	return t
}

// unquote takes the kind of a flag's value out of its text, where it stands in
// backquotes.
func unquote(usage string) (text, value string) {
	before, rest, ok := strings.Cut(usage, "`")
	value, after, closed := strings.Cut(rest, "`")
	if !ok || !closed {
		return usage, ""
	}
	return before + value + after, value
}

// everyday is the page with the flags of the table everyday alone, where the
// command has a row.
func (p page) everyday() page {
	names, ok := everyday[p.name]
	if !ok {
		return p
	}
	kept := strings.Fields(names)
	var groups []flagGroup
	for _, g := range p.groups {
		flags := slices.DeleteFunc(slices.Clone(g.flags), func(f flagText) bool { return !slices.Contains(kept, f.names[0]) })
		if len(flags) > 0 {
			groups = append(groups, flagGroup{g.title, flags})
		}
	}
	p.groups = groups
	return p
}

// paragraphs are those of the text about the command.
func (p page) paragraphs() []string {
	if p.about == "" {
		return nil
	}
	return strings.Split(p.about, "\n\n")
}

func (p page) flags() (n int) {
	for _, g := range p.groups {
		n += len(g.flags)
	}
	return n
}

// synopsis is the flag as it is typed: "-o, --output FORMAT".
func (f flagText) synopsis() string {
	var names []string
	for _, name := range slices.Backward(f.names) {
		names = append(names, dashed(name))
	}
	return strings.TrimSuffix(strings.Join(names, ", ")+" "+f.value, " ")
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// whole is all that is known of the flag.
func (f flagText) whole() string {
	text := f.text
	if f.fallback != "" && !strings.Contains(text, "(default: ") {
		text += fmt.Sprintf(" (default: %s)", f.fallback)
	}
	if f.variable != "" {
		text += " [$" + f.variable + "]"
	}
	return text
}

// brief is one line about the flag: the one of the table briefly, or else the
// text as far as a sentence can end.
func (f flagText) brief(command string) string {
	for _, key := range []string{command + " " + f.names[0], f.names[0]} {
		if text, ok := briefly[key]; ok {
			return text
		}
	}
	f.variable = ""
	text := f.whole()
	for len(text) > helpWidth-flagIndent {
		i := max(strings.LastIndex(text, ": "), strings.LastIndex(text, "; "), strings.LastIndex(text, " ("), strings.LastIndex(text, ", "))
		if i < 0 {
			break
		}
		text = text[:i]
	}
	return text
}
