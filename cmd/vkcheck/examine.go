package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// examiner is probe.OCSP or probe.Connect.
type examiner func(context.Context, probe.Options) report.Target

// examine runs an examiner over all targets of the command line and delivers
// the report. Without a session there is nothing but TLS to examine.
func examine(c *cli.Context, command string, session bool, run examiner) error {
	sinks, failOn, err := outputs(c)
	if err != nil {
		return err
	}
	args := arguments(c)
	if len(args) == 0 {
		return hinted{errors.New("no target given"), []string{fmt.Sprintf("vkcheck %s HOST:PORT", command)}}
	}
	if c.Duration("timeout") <= 0 {
		return errors.New("--timeout must be above zero")
	}
	known, err := readSecrets(c, connectionSettings(session))
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
	if dir := c.String("save"); dir != "" {
		if err := checkSave(dir); err != nil {
			return err
		}
		checker.Keep = true
	}
	r := newReport(command)
	r.Targets = make([]report.Target, len(args))
	seen := make([]probe.Evidence, len(args))
	var group errgroup.Group
	group.SetLimit(c.Int("parallel"))
	// Every target is read before the first is examined: wrong usage costs no run.
	var runs []func() error
	for i, arg := range args {
		o, err := options(c, arg, known, session)
		if refused, ok := probe.Refused(command, redact(arg), err); ok {
			r.Targets[i] = refused
			continue
		}
		if err != nil {
			return err
		}
		o.Checker, o.Rules, o.Evidence = checker, rules, &seen[i]
		runs = append(runs, func() error {
			r.Targets[i] = run(c.Context, o)
			return nil
		})
	}
	for _, run := range runs {
		group.Go(run)
	}
	_ = group.Wait()
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

// options are those of one target.
func options(c *cli.Context, arg string, known secrets, session bool) (probe.Options, error) {
	o, err := target(c, arg, known, session)
	if err != nil {
		return probe.Options{}, err
	}
	return probe.Options{
		Target:  nameOf(arg, o),
		Conn:    o,
		Timeout: c.Duration("timeout"),

		Count: c.Int("count"), Interval: c.Duration("interval"), Concurrency: c.Int("concurrency"), Tracking: c.Bool("tracking"),
	}, nil
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
