// Command vkcheck diagnoses the certificates and caches of Valkey and Redis
// servers. Each subcommand has a file of its own that reads its flags, calls
// one function of the packages below and hands the report over.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/nearest"
	"github.com/vkcheck/vkcheck/probe"
)

func main() { os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr)) }

// run is the whole program: it returns the exit code and is the one point
// where exits are taken.
func run(argv []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := newApp(stdin, stdout, stderr)
	err := app.RunContext(ctx, reorder(app, crlFiles(argv)))

	var exit exitCode
	switch {
	case err == nil:
		return probe.ExitOK
	case errors.As(err, &exit):
		return int(exit)
	case ctx.Err() != nil:
		return probe.ExitInterrupted
	}
	complain(stderr, err)
	return probe.ExitUsage
}

// exitCode is the "error" of a command that has printed its report: all that
// is left to say is the code.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// exitWith is nil for exit code 0.
func exitWith(code int) error {
	if code == probe.ExitOK {
		return nil
	}
	return exitCode(code)
}

// hinted is an error with lines on what to do.
type hinted struct {
	error
	hints []string
}

func (h hinted) Unwrap() error { return h.error }

// complain prints an error the way all of vkcheck does: "vkcheck: error:"
// first, lower case, no final stop; then "hint:" lines.
func complain(w io.Writer, err error) {
	fmt.Fprintf(w, "vkcheck: error: %s\n", redact(strings.TrimSuffix(err.Error(), ".")))
	var h hinted
	if errors.As(err, &h) {
		for _, hint := range h.hints {
			fmt.Fprintf(w, "vkcheck: hint: %s\n", hint)
		}
	}
}

func warn(w io.Writer, text string) { fmt.Fprintf(w, "vkcheck: warning: %s\n", text) }

func newApp(stdin io.Reader, stdout, stderr io.Writer) *cli.App {
	app := &cli.App{
		Name:      "vkcheck",
		Usage:     "diagnose the certificates and caches of Valkey and Redis servers",
		UsageText: "vkcheck ocsp cache-1.example:6380\nvkcheck probe cache-1.example:6379\nvkcheck cache-sim trace.txt",
		Commands: []*cli.Command{
			ocspCommand(), probeCommand(), cacheSimCommand(), cacheMergeCommand(), recordCommand(),
			explainCommand(), labCommand(), demoCommand(), versionCommand(),
		},
		Reader:                    stdin,
		Writer:                    stdout,
		ErrWriter:                 stderr,
		EnableBashCompletion:      true,
		Suggest:                   true,
		DisableSliceFlagSeparator: true,
		HideHelpCommand:           true,
		HideVersion:               true,
		ExitErrHandler:            func(*cli.Context, error) {},
		Action:                    rootAction,
		OnUsageError:              usageError,
	}
	for _, c := range app.Commands {
		c.HideHelpCommand = true
		c.OnUsageError = usageError
	}
	return app
}

// rootAction runs where the first word is no command.
func rootAction(c *cli.Context) error {
	if !c.Args().Present() {
		return cli.ShowAppHelp(c)
	}
	word := c.Args().First()
	if word == "help" {
		return help(c, c.Args().Get(1))
	}
	h := hinted{error: fmt.Errorf("unknown command %q", word), hints: []string{"vkcheck --help lists the commands"}}
	var names []string
	for _, command := range c.App.Commands {
		names = append(names, command.Name)
	}
	if near := nearest.To(word, names); near != "" {
		h.hints = append([]string{fmt.Sprintf("did you mean %q?", near)}, h.hints...)
	}
	return h
}

// help answers "vkcheck help" and "vkcheck help COMMAND".
func help(c *cli.Context, command string) error {
	if command == "" {
		return cli.ShowAppHelp(c)
	}
	if lookup(c.App.Commands, command) == nil {
		return fmt.Errorf("there is no command %q to help with", command)
	}
	return cli.ShowCommandHelp(c, command)
}

func usageError(c *cli.Context, err error, _ bool) error {
	return hinted{err, []string{c.Command.HelpName + " --help lists the flags"}}
}
