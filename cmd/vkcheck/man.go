package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/atomicfile"
)

func manCommand() *cli.Command {
	return &cli.Command{
		Name:      "man",
		Usage:     "print the manual page of vkcheck or of a command",
		UsageText: "vkcheck man | man -l -\nvkcheck man ocsp | man -l -\nvkcheck man --dir man1",
		Flags:     []cli.Flag{&cli.StringFlag{Name: "dir", Usage: "write all pages to `DIR`, vkcheck.1 and one for each command"}},
		Action: func(c *cli.Context) error {
			args := arguments(c)
			dir := c.String("dir")
			switch {
			case dir != "" && len(args) > 0:
				return errors.New("--dir writes all pages: give no command")
			case dir != "":
				return writeManPages(c.App, dir)
			case len(args) > 1:
				return errors.New("give one command, or none")
			case len(args) == 0:
				return manOfApp(c.App.Writer, c.App)
			}
			command, err := commandNamed(c.App, args[0])
			if err != nil {
				return err
			}
			return manOfCommand(c.App.Writer, pageOf(command))
		},
	}
}

func writeManPages(app *cli.App, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	write := func(name string, print func(io.Writer) error) error {
		var b strings.Builder
		if err := print(&b); err != nil {
			return err
		}
		return atomicfile.Replace(filepath.Join(dir, name+".1"), []byte(b.String()), 0o644)
	}
	err := write(app.Name, func(w io.Writer) error { return manOfApp(w, app) })
	for _, c := range app.VisibleCommands() {
		err = errors.Join(err, write(app.Name+"-"+c.Name, func(w io.Writer) error { return manOfCommand(w, pageOf(c)) }))
	}
	return err
}

func manOfApp(w io.Writer, app *cli.App) error {
	var r roff
	r.title(app.Name, app.Usage)
	r.macro("SH", "SYNOPSIS")
	r.examples(app.UsageText)
	r.macro("SH", "DESCRIPTION")
	r.paragraphs(
		"vkcheck says whether the certificate of a server can be trusted, at which step a connection to it fails, and whether a cache in the client would pay.",
		"A target is host:port, a bare host, a path to a socket, or a URL with the scheme valkey, valkeys, redis, rediss or unix. Flags may stand before or after it.",
	)
	r.macro("SH", "COMMANDS")
	for _, c := range app.VisibleCommands() {
		r.tagged(bold(app.Name+"-"+c.Name)+"(1)", c.Usage)
	}
	r.exits()
	return r.to(w)
}

func manOfCommand(w io.Writer, p page) error {
	var r roff
	r.title("vkcheck-"+p.name, p.usage)
	r.macro("SH", "SYNOPSIS")
	r.examples(p.examples)
	if p.about != "" {
		r.macro("SH", "DESCRIPTION")
		r.paragraphs(p.paragraphs()...)
	}
	if p.flags() > 0 {
		r.macro("SH", "OPTIONS")
	}
	for _, g := range p.groups {
		r.macro("SS", g.title)
		for _, f := range g.flags {
			r.tagged(f.roff(), escape(f.whole()))
		}
	}
	r.exits()
	r.macro("SH", "SEE ALSO")
	r.line(bold("vkcheck") + "(1)")
	return r.to(w)
}

// roff is the synopsis of a flag with its names bold and its value in italics.
func (f flagText) roff() string {
	text := f.synopsis()
	if f.value == "" {
		return bold(text)
	}
	return bold(strings.TrimSuffix(text, " "+f.value)) + ` \fI` + escape(f.value) + `\fR`
}

// roff is a page in the macros of man(7).
type roff struct{ b strings.Builder }

func (r *roff) title(name, about string) {
	date, _, _ := strings.Cut(thisBuild().Date, "T")
	if date == "" { // built outside a repository
		date = time.Now().UTC().Format(time.DateOnly)
	}
	fmt.Fprintf(&r.b, ".TH %s 1 %s \"vkcheck %s\" vkcheck\n", strings.ToUpper(name), date, escape(version()))
	r.macro("SH", "NAME")
	r.line(escape(name) + ` \- ` + escape(about))
}

func (r *roff) macro(name, argument string) {
	fmt.Fprintf(&r.b, ".%s %s\n", name, escape(argument))
}

// line writes text that is roff already; a dot or a quote at its start would
// be a request.
func (r *roff) line(text string) {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	r.b.WriteString(text + "\n")
}

func (r *roff) paragraphs(texts ...string) {
	for i, text := range texts {
		if i > 0 {
			r.b.WriteString(".PP\n")
		}
		r.line(escape(strings.Join(strings.Fields(text), " ")))
	}
}

func (r *roff) tagged(term, text string) {
	r.b.WriteString(".TP\n")
	r.line(term)
	r.line(text)
}

func (r *roff) examples(text string) {
	r.b.WriteString(".nf\n")
	for example := range strings.Lines(text) {
		r.line(escape(strings.TrimSuffix(example, "\n")))
	}
	r.b.WriteString(".fi\n")
}

func (r *roff) exits() {
	r.macro("SH", "EXIT STATUS")
	for _, row := range exitTexts {
		r.tagged(row.code, escape(row.text)+".")
	}
}

func (r *roff) to(w io.Writer) error {
	_, err := io.WriteString(w, r.b.String())
	return err
}

var roffEscapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, "\n", " ")

func escape(text string) string { return roffEscapes.Replace(text) }

func bold(text string) string { return `\fB` + escape(text) + `\fR` }
