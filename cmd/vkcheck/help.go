package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
)

// The help of a command fits a screen: what it does, an example, and the flags
// that most runs need, see everyday. --help-all has every flag with its whole
// text, its default and its variable; so has the man page.
const (
	helpWidth  = 80 // columns of the narrowest terminal
	helpLines  = 50 // what --help may take
	flagIndent = 27 // where the texts of flags begin
)

func isHelp(flag string) bool { return flag == "h" || flag == "help" || flag == "help-all" }

// showHelp answers --help, --help-all and "vkcheck help" for a command, or
// for the app where there is none.
func showHelp(w io.Writer, app *cli.App, command *cli.Command, all bool) error {
	var b strings.Builder
	if command == nil {
		appHelp(&b, app)
	} else {
		commandHelp(&b, pageOf(command), all)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func appHelp(b *strings.Builder, app *cli.App) {
	fmt.Fprintf(b, "%s: %s\n\n", app.Name, app.Usage)
	examples(b, app.UsageText)
	b.WriteString("Commands\n")
	for _, c := range app.VisibleCommands() {
		item(b, "  "+c.Name, c.Usage, 16)
	}
	b.WriteString("\nExit codes\n")
	for _, row := range exitTexts {
		item(b, "  "+row.code, row.text, 16)
	}
	b.WriteString("\nvkcheck COMMAND --help shows its flags, vkcheck man COMMAND its page\n")
}

// exitTexts say what the exit codes mean, also in the man pages.
var exitTexts = []struct{ code, text string }{
	{"0", "nothing below applies"},
	{"1", "a failure at or above --fail-on, such as a revoked certificate"},
	{"2", "wrong usage, or an input file that cannot be read"},
	{"3", "no failure, but something asked for could not be determined"},
	{"130", "interrupted; what was found so far is printed"},
}

func commandHelp(b *strings.Builder, p page, all bool) {
	fmt.Fprintf(b, "vkcheck %s: %s\n\n", p.name, p.usage)
	examples(b, p.examples)
	for _, paragraph := range p.paragraphs() {
		fmt.Fprintf(b, "%s\n\n", strings.Join(wrap(paragraph, helpWidth), "\n"))
	}
	shown := p
	if !all {
		shown = p.everyday()
	}
	for _, g := range shown.groups {
		fmt.Fprintln(b, g.title)
		for _, f := range g.flags {
			text := f.whole()
			if !all {
				text = f.brief(p.name)
			}
			item(b, "  "+f.synopsis(), text, flagIndent)
		}
	}
	if hidden := p.flags() - shown.flags(); hidden > 0 {
		fmt.Fprintf(b, "\n%d flags more: vkcheck %s --help-all\n", hidden, p.name)
	}
}

func examples(b *strings.Builder, text string) {
	for example := range strings.Lines(text) {
		b.WriteString("  " + strings.TrimSuffix(example, "\n") + "\n")
	}
	b.WriteString("\n")
}

// item writes a term and, from a column on, its text; a term that is too long
// has a line of its own.
func item(b *strings.Builder, term, text string, column int) {
	lines := wrap(text, helpWidth-column)
	if utf8.RuneCountInString(term) > column-2 {
		fmt.Fprintln(b, term)
		term = ""
	}
	for _, line := range lines {
		fmt.Fprintf(b, "%-*s%s\n", column, term, line)
		term = ""
	}
}

// wrap breaks a text between words.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
