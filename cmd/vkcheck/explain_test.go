package main

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
)

// ends are where a command of a shell does, quoted what it says in quotes.
var (
	ends   = regexp.MustCompile(`\s*(?:;|&&|\|\|?|#)\s+`)
	quoted = regexp.MustCompile(`'[^']*'`)
)

// TestExamplesAreCommands takes every command line of vkcheck in the examples
// of the findings table: the subcommand and its flags exist.
func TestExamplesAreCommands(t *testing.T) {
	t.Parallel()
	app := newApp(strings.NewReader(""), io.Discard, io.Discard)
	found := 0
	for _, row := range probe.Findings {
		example := strings.ReplaceAll(quoted.ReplaceAllString(row.Example, "x"), "\n", " ; ")
		for _, line := range ends.Split(example, -1) {
			words := strings.Fields(line)
			at := slices.Index(words, "vkcheck")
			if at < 0 || at > 2 {
				continue
			}
			found++
			command := lookup(app.Commands, words[at+1])
			if command == nil {
				t.Errorf("%s: %q has no command", row.Code, line)
				continue
			}
			for _, word := range words[at+2:] {
				name, isFlag := strings.CutPrefix(word, "-")
				if name = strings.TrimPrefix(name, "-"); !isFlag || name == "" {
					continue
				}
				if !slices.ContainsFunc(command.Flags, func(f cli.Flag) bool { return slices.Contains(f.Names(), name) }) {
					t.Errorf("%s: %s has no flag %s", row.Code, words[at+1], word)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d command lines were looked at", found)
	}
}

// TestExamplesInShell: what an ACL calls a subcommand is a pipe to a shell, and
// valkey-cli succeeds with the server's error unless it is told not to.
func TestExamplesInShell(t *testing.T) {
	t.Parallel()
	pipe, alternative := regexp.MustCompile(`[^\s|]\|[^\s|]`), regexp.MustCompile(`valkey-cli [^-].*\|\|`)
	for _, row := range probe.Findings {
		if line := quoted.ReplaceAllString(row.Example, "x"); pipe.MatchString(line) || alternative.MatchString(line) {
			t.Errorf("%s: %s", row.Code, row.Example)
		}
	}
}
