// Command vkcheck diagnoses the certificates and caches of Valkey and Redis
// servers. Each subcommand has a file of its own that reads its flags, calls
// one function of the packages below and hands the report over.
//
// What belongs here: flags, help, man pages, completions, bars, files that are
// written. What does not: anything that a second program would need to give the
// same verdict (package probe).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

func main() {
	// The first signal is taken up to the very end: one that comes between the
	// report and the exit must not change the exit code.
	os.Exit(run(interruptible(), os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program: it returns the exit code and is the one point
// where exits are taken. The end of ctx is an interrupt.
func run(ctx context.Context, argv []string, stdin io.Reader, stdout, stderr io.Writer) int {
	app := newApp(stdin, stdout, stderr)
	dropEmptyVariables()
	if len(argv) == 2 && argv[1] == "--version" { // what is tried first of any program
		argv = []string{argv[0], "version"}
	}
	typed := parseLine(app, crlFiles(argv))
	var err error
	switch {
	case len(argv) > 1 && argv[1] == completeWord:
		err = complete(stdout, app, argv[2:])
	case typed.help != "":
		err = showHelp(stdout, app, typed.innermost().command, typed.help == "help-all")
	default:
		err = app.RunContext(ctx, typed.argv())
	}

	var exit exitCode
	switch {
	case err == nil:
		return probe.ExitOK
	case errors.As(err, &exit):
		return int(exit)
	case toNagios(argv):
		fmt.Fprintf(stdout, "VKCHECK UNKNOWN - %s\n", redact(err.Error()))
		return report.NagiosUnknown
	case ctx.Err() != nil:
		return probe.ExitInterrupted
	case errors.Is(err, syscall.EPIPE):
		return exitNoReader
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
	for line := range strings.Lines(err.Error()) { // several faults of a file are a line each
		fmt.Fprintf(w, "vkcheck: error: %s\n", redact(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), ".")))
	}
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
			ocspCommand(), probeCommand(), cacheSimCommand(), cacheMergeCommand(), recordCommand(), gateCommand(), serveCommand(),
			explainCommand(), labCommand(), demoCommand(), completionCommand(), manCommand(), versionCommand(),
		},
		Reader:                    stdin,
		Writer:                    stdout,
		ErrWriter:                 stderr,
		DisableSliceFlagSeparator: true,
		HideHelp:                  true,
		HideVersion:               true,
		ExitErrHandler:            func(*cli.Context, error) {},
		Action:                    rootAction,
		OnUsageError:              usageError,
	}
	for _, c := range app.Commands {
		c.HideHelp = true
		c.OnUsageError = usageError
	}
	return app
}

// rootAction runs where the first word is no command.
func rootAction(c *cli.Context) error {
	word, topic := c.Args().First(), c.Args().Get(1)
	switch {
	case word == "" || word == "help" && topic == "":
		return showHelp(c.App.Writer, c.App, nil, false)
	case word == "help":
		command, err := commandNamed(c.App, topic)
		if err != nil {
			return err
		}
		return showHelp(c.App.Writer, c.App, command, false)
	}
	_, err := commandNamed(c.App, word)
	return err
}

// commandNamed looks a command up by its name.
func commandNamed(app *cli.App, name string) (*cli.Command, error) {
	if c := lookup(app.Commands, name); c != nil {
		return c, nil
	}
	var names []string
	for _, c := range app.VisibleCommands() {
		names = append(names, c.Name)
	}
	return nil, unknown(fmt.Sprintf("unknown command %q", redactTarget(name)), name, names, "vkcheck --help lists the commands")
}
