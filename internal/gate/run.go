package gate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/internal/memory"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// RunOptions say how a run goes.
type RunOptions struct {
	Parallel int                // targets at a time, and connections to a responder; > 0
	Store    ocspcheck.Store    // keeps answers from run to run; nil for none
	Version  string             // of vkcheck, for CLIENT SETINFO
	Memory   uint64             // bytes that a trace may take; 0: no bound
	Found    func(int)          // is told how many more targets there are; may be nil
	Done     func(label string) // is told of each target and trace that is done; may be nil
}

// checksNothing is an error where there is nothing to check.
func (c *Config) checksNothing() error {
	if len(c.Targets)+len(c.Traces) == 0 {
		return fmt.Errorf("%s: there is neither a target nor a trace: a gate without them would pass everything", strings.Join(c.Files, ", "))
	}
	return nil
}

// Run examines every target, then replays the traces, into r. Options that
// cannot be had, such as a variable that is empty, are an error before
// anything is dialled. An interrupted ctx leaves what was found so far.
func (c *Config) Run(ctx context.Context, r *report.Report, o RunOptions) error {
	if err := c.checksNothing(); err != nil {
		return err
	}
	memo := ocspcheck.NewMemo(o.Parallel)
	defer memo.Close()
	prepared := make([]probe.Options, len(c.Targets))
	var problems []error
	for i, t := range c.Targets {
		var err error
		if prepared[i], err = t.Settings.Prepare(t.Address, o.Version); err != nil {
			problems = append(problems, err)
		}
		prepared[i].Target = t.Label()
		prepared[i].Checker.Memo, prepared[i].Checker.Store = memo, o.Store
	}
	if len(problems) > 0 {
		return joined(problems)
	}
	waivers := newWaivers(c.Waivers, r.Time)
	c.examine(ctx, r, prepared, waivers, o)
	if err := c.replay(ctx, r, waivers, o); err != nil {
		return err
	}
	r.Findings = append(r.Findings, waivers.findings(ctx.Err() == nil)...)
	return nil
}

// examine examines the targets, and behind each the nodes that it led to, which
// have its settings, and its waivers by its name.
func (c *Config) examine(ctx context.Context, r *report.Report, prepared []probe.Options, waivers *waivers, o RunOptions) {
	defer memory.Collector(min(o.Parallel, len(prepared)))()
	fleet := probe.Fleet{Parallel: o.Parallel, Found: o.Found}
	r.Targets = fleet.Examine(ctx, prepared, func(ctx context.Context, p *probe.Options) report.Target {
		defer o.done(p.Target)
		return probe.Examine(ctx, p)
	})
	seed := -1
	for i := range r.Targets {
		target := &r.Targets[i]
		if target.Node == "" {
			seed++
			target.Name = c.Targets[seed].Name
		}
		t := c.Targets[seed]
		target.Place = t.place()
		t.hold(target)
		names := []string{t.Name, t.Label(), target.Target}
		waivers.apply(target.Findings, names...)
		if !stood(target) {
			waivers.unseen(names...)
		}
	}
}

// replay replays the traces one after the other: each takes all cores.
func (c *Config) replay(ctx context.Context, r *report.Report, waivers *waivers, o RunOptions) error {
	for _, t := range c.Traces {
		options, err := t.options()
		if err != nil {
			return &Error{t.Position, err.Error()}
		}
		options.Source.Limits.Memory = o.Memory
		view, findings, err := probe.Simulate(ctx, options)
		if view != nil {
			view.Name = t.Name
			r.Traces = append(r.Traces, *view)
		}
		waivers.apply(findings, t.Name, t.String()) // by the file, which is the subject
		for i := range findings {
			f := &findings[i]
			f.Place, f.Subject = t.place(), report.Named(t.Name, f.Subject)
		}
		waivers.apply(findings, t.Name, t.String())
		r.Findings = append(r.Findings, findings...)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return &Error{t.Position, err.Error()}
		}
		o.done(t.String())
	}
	return nil
}

func (o RunOptions) done(label string) {
	if o.Done != nil {
		o.Done(label)
	}
}

// Prepare makes the options for one target; version is that of vkcheck.
func (s Settings) Prepare(address, version string) (probe.Options, error) {
	o, err := s.Connection.Options(address, s.Check != probe.CommandOCSP)
	if err != nil {
		return probe.Options{}, err
	}
	if o.LibVersion == "" {
		o.LibVersion = version
	}
	return probe.Options{
		Command: s.Check,
		Conn:    o, Checker: ocspcheck.Checker{Policy: s.Policy()}, Rules: s.Rules(),
		Timeout: s.Timeout, Count: int(s.Count), Interval: s.Interval,
		Concurrency: int(s.Concurrency), Tracking: s.Tracking, AllNodes: s.AllNodes,
	}, nil
}

// Examine examines one target and holds the thresholds against it.
func (s Settings) Examine(ctx context.Context, o probe.Options) report.Target {
	t := probe.Examine(ctx, &o)
	s.hold(&t)
	return t
}

// saidByThreshold is true of the warning that a certificate expires soon where
// the threshold says so of the same: one certificate is one finding, and one
// waiver.
func saidByThreshold(short []report.Finding, f report.Finding) bool {
	return f.Code == probe.CodeExpiresSoon && slices.ContainsFunc(short, func(s report.Finding) bool {
		return s.Code == CodeDaysLeft && s.Subject == f.Subject
	})
}

// modeSentinel is the mode of a Sentinel.
const modeSentinel = "sentinel"

// hold adds what the target falls short of. A Sentinel that leads to others has
// no role and no data of its own.
func (s Settings) hold(t *report.Target) {
	held := s.Thresholds
	if s.AllNodes && t.Server != nil && t.Server.Mode == modeSentinel {
		for _, row := range thresholds() {
			if row.session {
				row.unset(&held)
			}
		}
	}
	short := held.Hold(t, time.Now())
	s.Rules().Apply(short)
	t.Findings = append(slices.DeleteFunc(t.Findings, func(f report.Finding) bool { return saidByThreshold(short, f) }), short...)
}
