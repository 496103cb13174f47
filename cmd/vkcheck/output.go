package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/vkcheck/vkcheck/internal/atomicfile"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

func outputFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{
			Name: "output", Aliases: []string{"o"}, EnvVars: env("output"), Category: categoryOutput,
			Usage: "`FORMAT` or FORMAT=FILE, may repeat: " + strings.Join(report.Formats(), ", ") + " (default: table)",
		},
		&cli.StringFlag{
			Name: "fail-on", Value: "error", EnvVars: env("fail-on"), Category: categoryOutput,
			Usage: "exit 1 on a failure of this `SEVERITY` or above: warning, error, critical, never",
		},
	}
}

// sink is one place a report goes to.
type sink struct {
	format string
	file   string // "" for standard output
}

// outputs reads -o before anything is examined, so that a wrong format costs
// no run.
func outputs(c *cli.Context) ([]sink, probe.FailOn, error) {
	failOn, err := probe.ParseFailOn(c.String("fail-on"))
	if err != nil {
		return nil, failOn, fmt.Errorf("--fail-on: %w", err)
	}
	all, err := sinks(c, report.CheckFormat)
	if len(all) == 0 {
		all = []sink{{format: "table"}}
	}
	if err == nil && drawn(all) && !slices.Contains([]string{probe.CommandCacheSim, probe.CommandCacheMerge, probe.CommandGate}, c.Command.Name) {
		err = fmt.Errorf("-o svg draws the curves of traces: %s has none", c.Command.Name)
	}
	return all, failOn, err
}

// drawn is true where a picture is asked for.
func drawn(all []sink) bool {
	return slices.ContainsFunc(all, func(s sink) bool { return s.format == "svg" })
}

// sinks reads -o.
func sinks(c *cli.Context, check func(format string) error) ([]sink, error) {
	var all []sink
	for _, value := range formatList(c.StringSlice("output")) {
		format, file, toFile := strings.Cut(value, "=")
		if err := check(format); err != nil {
			return nil, err
		}
		switch {
		case toFile && file == "":
			return nil, fmt.Errorf("-o %s: a file name is missing after =", value)
		case toFile && file == stdinName:
			return nil, hinted{fmt.Errorf("-o %s: - is no file", value), []string{"-o " + format + " writes to standard output"}}
		}
		same := func(s sink) bool {
			return toFile && s.file != "" && filepath.Clean(s.file) == filepath.Clean(file) && !s.takesMore()
		}
		if i := slices.IndexFunc(all, same); i >= 0 {
			return nil, fmt.Errorf("-o %s: -o %s=%s goes to the same file, which one would replace", value, all[i].format, file)
		}
		all = append(all, sink{format, file})
	}
	return all, nil
}

// formatList splits a list of bare formats, as VKCHECK_OUTPUT may hold one;
// the name of a file may have a comma in it.
func formatList(values []string) []string {
	var all []string
	for _, v := range values {
		if strings.Contains(v, "=") {
			all = append(all, v)
		} else {
			all = append(all, strings.Split(v, ",")...)
		}
	}
	return all
}

// toNagios says whether a command line wants nagios on standard output, also
// one that cannot be read: Nagios would take the exit code of wrong usage for
// CRITICAL.
func toNagios(argv []string) bool {
	values := []string{os.Getenv("VKCHECK_OUTPUT")}
	for i, arg := range argv {
		if arg == "--" { // what follows is no flag of ours
			break
		}
		name, value, joined := strings.Cut(arg, "=")
		if name != "-o" && name != "-output" && name != "--output" && name != "--o" {
			continue
		}
		if !joined && i+1 < len(argv) {
			value = argv[i+1]
		}
		values = append(values, value)
	}
	return slices.Contains(formatList(values), "nagios")
}

// deliver writes the report to all sinks, also where one fails, and gives the
// error that carries its exit code: vkcheck's, or that of Nagios where it reads
// standard output. Files come first: who reads standard output may have enough
// of it before its end, which ends the program.
func deliver(c *cli.Context, r *report.Report, sinks []sink) error {
	var failed error
	for _, first := range []bool{true, false} {
		for _, s := range sinks {
			if s.isFile() == first {
				failed = errors.Join(failed, s.write(c, r))
			}
		}
	}
	if failed != nil {
		return failed
	}
	if slices.Contains(sinks, sink{format: "nagios"}) {
		return exitWith(report.NagiosExit(r))
	}
	return exitWith(r.Exit)
}

func (s sink) write(c *cli.Context, r *report.Report) error {
	if s.file == "" {
		stdout := c.App.Writer
		return written(c.Context, func(to *pieces) error {
			to.Writer = stdout
			return report.Write(to, s.format, r, terminalOptions(stdout))
		})
	}
	var b bytes.Buffer
	if err := report.Write(&b, s.format, r, report.Options{}); err != nil {
		return err
	}
	return s.keep(c.Context, b.Bytes())
}

// isSummary is true of the file in which GitHub shows what all of a step's
// programs have appended to it.
func (s sink) isSummary() bool { return s.file == os.Getenv("GITHUB_STEP_SUMMARY") }

// isStream is true of a device or a pipe.
func (s sink) isStream() bool {
	info, err := os.Stat(s.file)
	return err == nil && !info.Mode().IsRegular()
}

// isFile is true of what nobody has to read for it to be written.
func (s sink) isFile() bool { return s.file != "" && (s.isSummary() || !s.isStream()) }

// takesMore is true where one report may follow another.
func (s sink) takesMore() bool { return s.isSummary() || s.isStream() }

// keep writes the file: a stream is written to, a regular file replaced by a
// whole one, also behind a symbolic link.
func (s sink) keep(ctx context.Context, data []byte) error {
	switch {
	case s.isSummary():
		return appendTo(s.file, data)
	case s.isStream():
		return s.failed(s.stream(ctx, data))
	}
	to := s.file
	if target, err := filepath.EvalSymlinks(to); err == nil {
		to = target
	}
	return s.failed(atomicfile.Replace(to, data, 0o644))
}

// stream writes to a device or a pipe, which may be waited for.
func (s sink) stream(ctx context.Context, data []byte) error {
	return written(ctx, func(to *pieces) error {
		f, err := os.OpenFile(s.file, os.O_WRONLY|os.O_TRUNC, 0)
		if err != nil {
			return err
		}
		to.Writer = f
		_, err = to.Write(data)
		return errors.Join(err, f.Close())
	})
}

// failed is the error of a file, by the name that was asked for.
func (s sink) failed(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	if err != nil {
		err = fmt.Errorf("-o %s=%s: %w", s.format, s.file, err)
	}
	return err
}

func appendTo(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// terminalOptions colour a terminal unless NO_COLOR is set (no-color.org) or
// the terminal is dumb.
func terminalOptions(w io.Writer) report.Options {
	f, ok := terminal(w)
	if !ok {
		return report.Options{}
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		width = 0
	}
	return report.Options{Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", Width: width}
}

// terminal gives the file of a stream that is a terminal; false for any other.
func terminal(stream any) (*os.File, bool) {
	f, ok := stream.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}
