package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/memory"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// examine runs a command of probe over all targets of the command line and of
// --targets, and delivers the report. Without a session there is nothing but
// TLS to examine.
func examine(c *cli.Context, command string, session bool) error {
	sinks, failOn, err := outputs(c)
	if err != nil {
		return err
	}
	args, err := targetsOf(c)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return hinted{errors.New("no target given"), []string{fmt.Sprintf("vkcheck %s HOST:PORT", command)}}
	}
	if c.Duration("timeout") <= 0 {
		return errors.New("--timeout must be above zero")
	}
	by, err := readFlagged(c, session)
	if err != nil {
		return err
	}
	checker, err := checkerOf(c)
	if err != nil {
		return err
	}
	defer checker.Memo.Close()
	rules, err := rulesOf(c)
	if err != nil {
		return err
	}
	var seen []probe.Evidence
	if dir := c.String("save"); dir != "" {
		if err := checkSave(filepath.Clean(dir)); err != nil {
			return err
		}
		checker.Keep = true
		seen = make([]probe.Evidence, len(args))
	}
	// Every target is read before the first is examined: wrong usage costs no run.
	count := tally{each: int64(max(1, c.Int("count")))}
	every := probe.Options{
		Command: command, Checker: checker, Rules: rules, Timeout: c.Duration("timeout"), Connected: count.connected,
		Count: c.Int("count"), Interval: c.Duration("interval"), Concurrency: c.Int("concurrency"), Tracking: c.Bool("tracking"), AllNodes: c.Bool("all-nodes"),
	}
	targets := make([]probe.Options, 0, len(args))
	refused := map[int]report.Target{} // by its place among args
	for i, arg := range args {
		o := every
		if o.Conn, err = target(c, arg.text, by); err != nil {
			t, ok := refusedTarget(command, arg, err)
			if !ok {
				return arg.fault(err)
			}
			refused[i] = t
			continue
		}
		o.Target = nameOf(arg.text, o.Conn)
		if seen != nil {
			o.Evidence = &seen[i]
		}
		targets = append(targets, o)
	}
	r := newReport(command)
	fleet := probe.Fleet{Parallel: c.Int("parallel"), Found: count.found}
	defer memory.Collector(min(fleet.Parallel, len(targets)))() // up to the end: to go back costs a collection
	unshow := count.show(c, int64(len(targets)), every.AllNodes)
	r.Targets = inPlace(args, refused, fleet.Examine(c.Context, targets, probe.Examine))
	unshow()
	failOn.Finish(r, c.Context.Err() != nil)
	var saved error
	if checker.Keep {
		saved = save(c, r, seen)
	}
	delivered := deliver(c, r, sinks)
	var exit exitCode
	if saved != nil && errors.As(delivered, &exit) {
		return saved
	}
	return errors.Join(saved, delivered)
}

// refusedTarget is the report of a target that is none; it says where it
// stands.
func refusedTarget(command string, arg targetArg, err error) (report.Target, bool) {
	t, ok := probe.Refused(command, redactTarget(arg.text), err)
	if ok && arg.where() != "" {
		f := &t.Findings[0]
		f.Evidence = strings.TrimSuffix(arg.where()+": "+f.Evidence, ": ")
	}
	return t, ok
}

// fault is an error with the line that it is about.
func (a targetArg) fault(err error) error {
	if a.where() == "" {
		return err
	}
	return fmt.Errorf("%s: %w", a.where(), err)
}

// inPlace puts refused targets where they stood among the others, each of
// which may have its nodes behind it, and says where a file names each.
func inPlace(args []targetArg, refused map[int]report.Target, examined []report.Target) []report.Target {
	all := make([]report.Target, 0, len(refused)+len(examined))
	for i, arg := range args {
		family := 1
		if t, ok := refused[i]; ok {
			all = append(all, t)
		} else {
			for family < len(examined) && examined[family].Node != "" {
				family++
			}
			all = append(all, examined[:family]...)
			examined = examined[family:]
		}
		for place := arg.place(); family > 0; family-- {
			all[len(all)-family].Place = place
		}
	}
	return all
}

// nameOf is the target as the user wrote it; a URL, which may hold a password
// anywhere, is written anew.
func nameOf(arg string, o conn.Options) string {
	if strings.Contains(arg, ":/") || strings.HasPrefix(arg, "unix:") {
		return o.String()
	}
	return redact(arg)
}

func newReport(command string) *report.Report {
	return &report.Report{
		Schema: report.Schema, Command: command, Version: version(),
		Time: time.Now().UTC().Truncate(time.Second), Complete: true, Findings: []report.Finding{},
	}
}
