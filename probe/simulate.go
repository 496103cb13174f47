package probe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/report"
)

// SimulateOptions say which trace to replay and how.
type SimulateOptions struct {
	Source      cachesim.Source
	Profile     client.Profile
	Policies    []string      // as cachesim names them; all where empty
	Sizes       []int         // in entries; a geometric ladder where empty
	Seed        uint64        // of the policies that draw lots
	TTL         time.Duration // 0: none
	MinHitRatio float64       // the best cell must reach it; 0: no threshold

	Loading   func(bytes int64)     // told what has been read; may be nil
	Replaying func(done, total int) // told how many cells are done; may be nil
}

// Simulate replays a trace through every policy at every size. Faults of the
// trace are findings; the error is of the command line (an unknown policy) or
// ctx's. What was read before either is in the trace, nil where that is
// nothing.
func Simulate(ctx context.Context, o SimulateOptions) (*report.Trace, []report.Finding, error) {
	loaded, err := cachesim.Load(ctx, o.Source, o.Profile, o.Loading)
	var view *report.Trace
	if loaded != nil {
		view = traceView(loaded)
	}
	if err != nil {
		var te *trace.Error
		if !errors.As(err, &te) {
			return view, nil, err
		}
		return view, []report.Finding{finding(CommandCacheSim, te.Code, te.File, "", te.Error())}, nil
	}
	result, err := cachesim.Run(ctx, loaded, cachesim.Grid{Policies: o.Policies, Sizes: o.Sizes, Seed: o.Seed, TTL: o.TTL}, o.Replaying)
	for _, c := range result.Cells {
		view.Cells = append(view.Cells, cellView(c, o.Profile.Unit))
	}
	if err != nil {
		return view, nil, err
	}
	findings := threshold(view, o.MinHitRatio)
	return view, append(findings, remarks(loaded)...), nil
}

// remarks says what a trace lacks.
func remarks(t *cachesim.Trace) (findings []report.Finding) {
	if t.Cut {
		findings = append(findings, finding(CommandCacheSim, CodeTraceCut, t.Name, "", ""))
	}
	if t.Skipped > 0 {
		findings = append(findings, finding(CommandCacheSim, CodeTraceSkipped, t.Name, fmt.Sprintf("%d left out", t.Skipped), ""))
	}
	if t.Format == "aof" {
		findings = append(findings, finding(CommandCacheSim, CodeTraceWritesOnly, t.Name, "", ""))
	}
	return findings
}

func traceView(t *cachesim.Trace) *report.Trace {
	return &report.Trace{
		Trace: t.Name, Format: t.Format, Client: t.Client,
		Requests: t.Requests, Unique: t.Unique, Reads: t.Reads, Writes: t.Writes, Bypassed: t.Bypassed,
		CompulsoryMisses: t.CompulsoryMisses, Skipped: t.Skipped, Cells: []report.Cell{},
	}
}

func cellView(c cachesim.Cell, unit string) report.Cell {
	v := report.Cell{
		Policy: c.Policy, Size: c.Size, Unit: unit,
		Requests: c.Requests, Hits: c.Hits, Misses: c.Requests - c.Hits,
		Evictions: c.Evictions, Expirations: c.Expirations, Invalidations: c.Invalidations,
	}
	if c.Requests > 0 {
		ratio := c.HitRatio()
		v.HitRatio = &ratio
	}
	return v
}

// threshold compares the best cell with the least hit ratio asked for: a gate
// that wants one policy at one size asks for just that cell.
func threshold(t *report.Trace, least float64) []report.Finding {
	if least <= 0 {
		return nil
	}
	var best float64
	where := "no lookups"
	for _, c := range t.Cells {
		if c.HitRatio != nil && (where == "no lookups" || *c.HitRatio > best) {
			best = *c.HitRatio
			where = fmt.Sprintf("%s at %d", c.Policy, c.Size)
		}
	}
	if best >= least {
		return nil
	}
	return []report.Finding{finding(CommandCacheSim, CodeHitRatioLow, t.Trace, fmt.Sprintf("best %.4f (%s), wanted %.4f", best, where, least), "")}
}
