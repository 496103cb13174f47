package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

// unknown is the error for a word that is not among the known ones, with the
// nearest of them as its first hint.
func unknown(message, word string, known []string, hint string) error {
	return nearly(message, nearest.To(word, known), hint)
}

// nearly is unknown where the nearest has been found, or "".
func nearly(message, near, hint string) error {
	h := hinted{errors.New(message), []string{hint}}
	if near != "" {
		h.hints = append([]string{fmt.Sprintf("did you mean %q?", near)}, h.hints...)
	}
	return h
}

// usageError says what is wrong with a flag, in the words of vkcheck's other
// errors: those of urfave/cli name the parser's troubles, not the user's.
func usageError(c *cli.Context, err error, _ bool) error {
	hint := strings.TrimSpace(c.Command.HelpName+" --help") + " lists the flags"
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return unknownFlag(c.Command.Flags, strings.TrimPrefix(name, "-"), hint)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return hinted{fmt.Errorf("%s needs a value", dashed(strings.TrimPrefix(name, "-"))), []string{hint}}
	}
	for _, wrong := range []*regexp.Regexp{wrongOnLine, wrongInVariable} {
		if m := wrong.FindStringSubmatch(text); m != nil {
			value, variable, name := m[1], m[2], m[3]
			if variable == "" {
				variable = dashed(name)
			}
			return hinted{fmt.Errorf("%s %s: %s", variable, value, wanted(c.Command.Flags, name)), []string{hint}}
		}
	}
	return hinted{err, []string{hint}}
}

// What urfave/cli says of a value that cannot be read: the value in quotes, the
// variable that it comes from, the flag.
var (
	wrongOnLine     = regexp.MustCompile(`^invalid (?:boolean )?value (".*") for ()(?:flag )?-([\w-]+): `)
	wrongInVariable = regexp.MustCompile(`^could not parse (".*") (?:as \w+ value )?from environment variable "(\w+)" (?:as value )?for flag ([\w-]+): `)
)

// wanted is what a flag takes.
func wanted(flags []cli.Flag, name string) string {
	for _, f := range flags {
		if !slices.Contains(f.Names(), name) {
			continue
		}
		switch f.(type) {
		case *cli.GenericFlag:
			return "a time, such as 10 (seconds), 1500ms or 5m"
		case *cli.Float64Flag:
			return "a number, such as 0.8"
		case *cli.IntFlag, *cli.Uint64Flag:
			return "a whole number"
		case *cli.BoolFlag:
			return "true or false"
		}
	}
	return "not a value of this flag"
}

// unknownFlag says which flag may be meant.
func unknownFlag(flags []cli.Flag, name, hint string) error {
	var known []string
	secret := false
	for _, f := range flags {
		known = append(known, f.Names()[0])
		secret = secret || slices.Contains(f.Names(), "a")
	}
	message := "unknown flag " + dashed(name)
	if secret && strings.HasPrefix(name, "a") {
		// It may be a password glued to -a, as valkey-cli takes it.
		message = "unknown flag -a[redacted], write -a PASSWORD"
	}
	near := nearest.To(name, known) // without dashes, in which all are alike
	if near != "" {
		near = dashed(near)
	}
	return nearly(message, near, hint)
}
