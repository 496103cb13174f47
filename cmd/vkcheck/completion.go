package main

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// The scripts of the shells know nothing: they hand over what was typed, and
// show what [complete] prints.
//
//go:embed completion
var completionScripts embed.FS

var shells = map[string]string{"bash": "vkcheck.bash", "fish": "vkcheck.fish", "powershell": "vkcheck.ps1", "zsh": "vkcheck.zsh"}

func shellNames() []string { return []string{"bash", "fish", "powershell", "zsh"} }

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print the completion of a shell: " + strings.Join(shellNames(), ", "),
		UsageText: "source <(vkcheck completion bash)\nvkcheck completion fish > ~/.config/fish/completions/vkcheck.fish",
		Action: func(c *cli.Context) error {
			args := arguments(c)
			if len(args) != 1 {
				return hinted{errors.New("give one shell"), []string{"one of " + strings.Join(shellNames(), ", ")}}
			}
			file, ok := shells[args[0]]
			if !ok {
				return unknown(fmt.Sprintf("no completion for %q", args[0]), args[0], shellNames(), "one of "+strings.Join(shellNames(), ", "))
			}
			script, err := completionScripts.ReadFile("completion/" + file)
			if err != nil {
				return err
			}
			_, err = c.App.Writer.Write(script)
			return err
		},
	}
}

// completeWord is the hidden first word by which the scripts ask.
const completeWord = "__complete"

// candidate is a word that may stand where the cursor is.
type candidate struct{ word, about string }

// complete writes what may be the last of the words, a line each, with a tab
// before what it is. A line of ":files" or ":dirs" asks for the shell's own.
func complete(w io.Writer, app *cli.App, words []string) error {
	if len(words) == 0 {
		words = []string{""}
	}
	before, current := words[:len(words)-1], words[len(words)-1]
	for _, c := range candidates(app, before, current) {
		if !strings.HasPrefix(c.word, current) && !strings.HasPrefix(c.word, ":") {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\n", c.word, c.about); err != nil {
			return err
		}
	}
	return nil
}

func candidates(app *cli.App, before []string, current string) []candidate {
	l := parseLine(app, append([]string{app.Name}, before...))
	command := l.innermost().command
	name, value, hasValue := strings.Cut(current, "=")
	switch {
	case l.open != nil:
		return valuesOf(l.open, "", current)
	case l.rest == nil && hasValue && strings.HasPrefix(name, "-"):
		if _, flag := l.find(strings.TrimLeft(name, "-")); flag != nil {
			return valuesOf(flag, name+"=", value)
		}
		return nil
	case l.rest == nil && strings.HasPrefix(current, "-"):
		return flagCandidates(l.innermost().flags)
	case command == nil && len(l.positional) == 0:
		return append(commandCandidates(app), candidate{"help", "show the help of a command"})
	case command == nil: // vkcheck help
		return commandCandidates(app)
	}
	return argumentsOf(app, command.Name)
}

func commandCandidates(app *cli.App) []candidate {
	var all []candidate
	for _, c := range app.VisibleCommands() {
		all = append(all, candidate{c.Name, c.Usage})
	}
	return all
}

func flagCandidates(flags []cli.Flag) []candidate {
	var all []candidate
	for _, f := range flags {
		t := textOf(f)
		all = append(all, candidate{dashed(t.names[0]), t.brief("")})
	}
	return append(all, candidate{"--help", "show the help of the command"}, candidate{"--help-all", "show every flag"})
}

// valuesOf are the values of a flag, each with what was typed before it: the
// flag itself, or the first items of a list.
func valuesOf(f cli.Flag, head, typed string) []candidate {
	t := textOf(f)
	name := t.names[0]
	if i := strings.LastIndex(typed, ","); i >= 0 && slices.Contains(lists, name) {
		head += typed[:i+1]
		typed = typed[i+1:]
	}
	words := knownValues[name]
	switch {
	case name == "output" && strings.Contains(typed, "="), words == nil && strings.HasSuffix(t.value, "FILE"):
		return []candidate{{":files", ""}}
	case words == nil && t.value == "DIR":
		return []candidate{{":dirs", ""}}
	case words == nil:
		return nil
	}
	var all []candidate
	for _, word := range words(typed) {
		all = append(all, candidate{head + word, ""})
	}
	return all
}
