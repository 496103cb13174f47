package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/gate"
	"github.com/vkcheck/vkcheck/report"
)

// The bounds of a file of targets, and of what is said of it.
const (
	targetLine   = 4096
	targetsMax   = 1_000_000
	warningsMost = 5
)

func targetFlags() []cli.Flag {
	return []cli.Flag{stringFlag(conn.GroupConnection, "targets", "examine the targets in `FILE` too, one a line, # for comments; - for standard input")}
}

// targetArg is a target as the user wrote it, and where: the command line has
// no source, and standard input is no file.
type targetArg struct {
	text, source string
	line         int
}

// stdinName is what a user writes for standard input, and standardInput what is
// read from it is called.
const (
	stdinName     = "-"
	standardInput = gate.StandardInput
)

// where is empty for the command line.
func (a targetArg) where() string {
	if a.source == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", a.source, a.line)
}

// place is where a file names the target; nil where none does.
func (a targetArg) place() *report.Place {
	if a.source == "" || a.source == standardInput {
		return nil
	}
	return &report.Place{File: a.source, Line: a.line}
}

// targetsOf are those of the command line, and then those of --targets.
func targetsOf(c *cli.Context) ([]targetArg, error) {
	var targets []targetArg
	for _, arg := range arguments(c) {
		targets = append(targets, targetArg{text: arg})
	}
	name := c.String("targets")
	if name == "" {
		return targets, nil
	}
	listed, err := reading(c.Context, func() ([]targetArg, error) {
		warn := func(text string) { warn(c.App.ErrWriter, text) }
		if name == stdinName {
			name = standardInput
			return readTargets(c.App.Reader, name, warn)
		}
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("--targets: %w", err)
		}
		defer f.Close()
		return readTargets(f, name, warn)
	})
	if err == nil && len(listed) == 0 {
		err = fmt.Errorf("%s: no target in it", name)
	}
	return append(targets, listed...), err
}

// readTargets reads one target a line. What stands behind a # at the
// beginning or behind a space is a comment; a target that stands there already
// is left out, with a warning.
func readTargets(in io.Reader, name string, warn func(string)) (targets []targetArg, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, targetLine), targetLine)
	first := map[string]int{} // the line of a target
	n, again := 0, 0
	defer func() {
		if again > warningsMost {
			warn(fmt.Sprintf("%s: %d more that stand there already are left out", name, again-warningsMost))
		}
	}()
	for lines.Scan() {
		n++
		text := withoutComment(strings.TrimPrefix(lines.Text(), "\ufeff")) // a byte order mark
		target := targetArg{text, name, n}
		switch {
		case text == "":
			continue
		case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
			return nil, fmt.Errorf("%s: no text: is this a list of targets?", target.where())
		case strings.ContainsAny(text, " \t"):
			return nil, fmt.Errorf("%s: %q is more than one target: write one a line", target.where(), redactTarget(text))
		case first[text] > 0:
			if again++; again <= warningsMost {
				warn(fmt.Sprintf("%s: %s stands in line %d already, and is left out", target.where(), redactTarget(text), first[text]))
			}
			continue
		case len(targets) == targetsMax:
			return nil, fmt.Errorf("%s: more than %d targets: split the file", target.where(), targetsMax)
		}
		first[text] = n
		targets = append(targets, target)
	}
	err = lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = fmt.Errorf("%s:%d: longer than %d bytes: is this a list of targets?", name, n+1, targetLine)
	} else if err != nil {
		err = fmt.Errorf("--targets: %w", err)
	}
	return targets, err
}

func withoutComment(line string) string {
	line = strings.TrimSpace(strings.ReplaceAll(line, "\t", " "))
	if strings.HasPrefix(line, "#") {
		return ""
	}
	line, _, _ = strings.Cut(line, " #")
	return strings.TrimSpace(line)
}
