package main

import (
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// said is what vkcheck prints for a command line that must exit 0.
func said(t *testing.T, words ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := run(t.Context(), append([]string{"vkcheck"}, words...), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("vkcheck %q: exit %d: %s", words, code, errs.String())
	}
	return out.String()
}

func eachCommand(t *testing.T, check func(t *testing.T, app *cli.App, c *cli.Command)) {
	app := newApp(nil, io.Discard, io.Discard)
	for _, c := range app.VisibleCommands() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			check(t, newApp(nil, io.Discard, io.Discard), c)
		})
	}
}

// fits checks a text against the screen that it is made for.
func fits(t *testing.T, text string, lines int) {
	t.Helper()
	all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines > 0 && len(all) > lines {
		t.Errorf("%d lines, of at most %d: name the flags that most runs need in the table everyday", len(all), lines)
	}
	for _, line := range all {
		if utf8.RuneCountInString(line) > helpWidth {
			t.Errorf("wider than %d columns: %s", helpWidth, line)
		}
	}
}

func TestHelpFitsAScreen(t *testing.T) {
	t.Parallel()
	fits(t, said(t, "--help"), helpLines)
	eachCommand(t, func(t *testing.T, _ *cli.App, c *cli.Command) {
		text := said(t, c.Name, "--help")
		fits(t, text, helpLines)
		if head := "vkcheck " + c.Name + ": " + c.Usage + "\n\n  "; !strings.HasPrefix(text, head) {
			t.Errorf("%q does not begin with %q and an example", text, head)
		}
		fits(t, said(t, c.Name, "--help-all"), 0)
	})
}

// Every flag is in --help-all and in the man page; those of --help have one
// line each.
func TestHelpHasEveryFlag(t *testing.T) {
	t.Parallel()
	eachCommand(t, func(t *testing.T, _ *cli.App, c *cli.Command) {
		all, short, man := said(t, c.Name, "--help-all"), said(t, c.Name, "--help"), said(t, "man", c.Name)
		var names []string
		for _, f := range c.Flags {
			text := textOf(f)
			names = append(names, text.names[0])
			if !strings.Contains(all, text.synopsis()) {
				t.Errorf("--help-all lacks %s", text.synopsis())
			}
			if !strings.Contains(man, text.roff()) {
				t.Errorf("the man page lacks %s", text.synopsis())
			}
		}
		for _, name := range strings.Fields(everyday[c.Name]) {
			switch {
			case !slices.Contains(names, name):
				t.Errorf("the table everyday has --%s, which is no flag of %s", name, c.Name)
			case !strings.Contains(short, dashed(name)):
				t.Errorf("--help lacks --%s", name)
			}
		}
	})
}

// Examples use flags that there are, and commands.
func TestHelpExamples(t *testing.T) {
	t.Parallel()
	eachCommand(t, func(t *testing.T, app *cli.App, c *cli.Command) {
		for example := range strings.Lines(c.UsageText) {
			if !strings.Contains(c.UsageText, "vkcheck "+c.Name) {
				t.Errorf("no example of %s", c.Name)
			}
			_, words, _ := strings.Cut(example, "vkcheck ")
			words, _, _ = strings.Cut(words, "|")
			command, words, _ := strings.Cut(strings.Trim(words, ")\n"), " ")
			for _, word := range strings.Fields(words) {
				name, dashes := strings.CutPrefix(word, "-")
				if name, _, _ = strings.Cut(strings.TrimPrefix(name, "-"), "="); !dashes || name == "" || isHelp(name) {
					continue
				}
				if _, f := parseLine(app, []string{"vkcheck", command}).find(name); f == nil {
					t.Errorf("%q: there is no flag %s", example, word)
				}
			}
		}
	})
}

func TestManPages(t *testing.T) {
	t.Parallel()
	mandoc, err := lab.Program("mandoc", "mandoc")
	lab.Need(t, err)
	lint := func(t *testing.T, page string) {
		cmd := exec.Command(mandoc, "-T", "lint", "-W", "warning")
		cmd.Stdin = strings.NewReader(page)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("mandoc: %v\n%s", err, out)
		}
	}
	lint(t, said(t, "man"))
	eachCommand(t, func(t *testing.T, _ *cli.App, c *cli.Command) { lint(t, said(t, "man", c.Name)) })
}
