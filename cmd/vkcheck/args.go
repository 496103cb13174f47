package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// reorder moves flags in front of the arguments of their command, because
// urfave/cli v2 stops reading flags at the first argument and silently takes
// the rest for arguments. Each flag goes to the innermost command that
// defines it, so that a flag of the app works after the command word too.
// What follows "--" is untouched; it arrives behind a "--" of its own, see
// [arguments].
func reorder(app *cli.App, argv []string) []string {
	if len(argv) == 0 || argv[len(argv)-1] == "--generate-bash-completion" {
		return argv
	}
	levels := []*level{{word: argv[0], flags: app.Flags}}
	commands := app.Commands
	var positional, rest []string
	help, dangling := false, false

	for i := 1; i < len(argv); i++ {
		arg := argv[i]
		switch {
		case arg == "--":
			rest = argv[i:]
			i = len(argv)
		case len(arg) > 1 && arg[0] == '-':
			name, _, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			help = help || name == "h" || name == "help"
			owner, flag := find(levels, name)
			owner.words = append(owner.words, arg)
			if hasValue || !takesValue(flag) {
				continue
			}
			if i++; i < len(argv) {
				owner.words = append(owner.words, argv[i])
			}
			dangling = i == len(argv)
		default:
			command := lookup(commands, arg)
			if command == nil || len(positional) > 0 {
				positional = append(positional, arg)
				continue
			}
			levels = append(levels, &level{word: arg, flags: command.Flags})
			commands = command.Subcommands
		}
	}
	var out []string
	for _, l := range levels {
		out = append(append(out, l.word), l.words...)
	}
	switch {
	case help, dangling:
		// An argument would be taken for a help topic, or for the value that the
		// last flag lacks.
		return out
	case rest != nil:
		return slices.Concat(out, []string{"--"}, positional, rest)
	}
	return append(out, positional...)
}

// level is a command word, the flags it defines and the flag words given for it.
type level struct {
	word  string
	flags []cli.Flag
	words []string
}

// find gives the innermost level that defines the flag, or the innermost of
// all and nil, so that the error names the command the user meant.
func find(levels []*level, name string) (*level, cli.Flag) {
	for _, l := range slices.Backward(levels) {
		for _, f := range l.flags {
			if slices.Contains(f.Names(), name) {
				return l, f
			}
		}
	}
	return levels[len(levels)-1], nil
}

func takesValue(f cli.Flag) bool {
	d, ok := f.(cli.DocGenerationFlag)
	return ok && d.TakesValue()
}

func lookup(commands []*cli.Command, word string) *cli.Command {
	for _, c := range commands {
		if c.HasName(word) {
			return c
		}
	}
	return nil
}

// arguments are what reorder has left, before and after "--".
func arguments(c *cli.Context) []string {
	return slices.DeleteFunc(c.Args().Slice(), func(arg string) bool { return arg == "--" })
}
