package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// line is a command line taken apart. urfave/cli v2 stops reading flags at the
// first argument and silently takes the rest for arguments; so each flag goes
// to the innermost command that defines it, in front of the arguments, and a
// flag of the app works after the command word too.
type line struct {
	levels     []*level
	positional []string
	rest       []string // "--" and what follows, untouched
	help       string   // the flag that asks for help, if one does
	open       cli.Flag // the last word is this flag, and its value is missing
}

// level is a command word, the flags it defines and the flag words given for it.
type level struct {
	word    string
	command *cli.Command // nil for the app
	flags   []cli.Flag
	words   []string
}

func parseLine(app *cli.App, argv []string) line {
	if len(argv) == 0 {
		return line{levels: []*level{{flags: app.Flags}}}
	}
	l := line{levels: []*level{{word: argv[0], flags: app.Flags}}}
	commands := app.Commands
	for i := 1; i < len(argv); i++ {
		arg := argv[i]
		switch {
		case arg == "--":
			l.rest = argv[i:]
			return l
		case len(arg) > 1 && arg[0] == '-':
			name, _, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			if isHelp(name) {
				l.help = name
				continue
			}
			owner, flag := l.find(name)
			owner.words = append(owner.words, withLongName(arg, name, flag))
			if hasValue || !takesValue(flag) {
				continue
			}
			if i++; i < len(argv) {
				owner.words = append(owner.words, argv[i])
			} else {
				l.open, owner.words[len(owner.words)-1] = flag, arg // as it was typed, for the error
			}
		default:
			command := lookup(commands, arg)
			if command == nil || len(l.positional) > 0 {
				l.positional = append(l.positional, arg)
				continue
			}
			l.levels = append(l.levels, &level{word: arg, command: command, flags: command.Flags})
			commands = command.Subcommands
		}
	}
	return l
}

// argv is the line as urfave/cli understands it. What followed "--" arrives
// behind a "--" of its own, see [arguments].
func (l line) argv() []string {
	var out []string
	for _, level := range l.levels {
		out = append(append(out, level.word), level.words...)
	}
	switch {
	case l.open != nil:
		// An argument would be taken for the value that the flag lacks.
		return out
	case l.rest != nil:
		return slices.Concat(out, []string{"--"}, l.positional, l.rest)
	}
	return append(out, l.positional...)
}

// innermost is the last command word, or the app.
func (l line) innermost() *level { return l.levels[len(l.levels)-1] }

// find gives the innermost level that defines the flag, or the innermost of
// all and nil, so that the error names the command the user meant.
func (l line) find(name string) (*level, cli.Flag) {
	for _, level := range slices.Backward(l.levels) {
		for _, f := range level.flags {
			if slices.Contains(f.Names(), name) {
				return level, f
			}
		}
	}
	return l.innermost(), nil
}

// withLongName is a flag as urfave/cli wants it, which refuses a line with both
// names of one flag.
func withLongName(arg, name string, f cli.Flag) string {
	if f == nil || f.Names()[0] == name {
		return arg
	}
	return dashed(f.Names()[0]) + strings.TrimPrefix(strings.TrimLeft(arg, "-"), name)
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

// arguments are what a line has left, before and after "--".
func arguments(c *cli.Context) []string {
	return slices.DeleteFunc(c.Args().Slice(), func(arg string) bool { return arg == "--" })
}
