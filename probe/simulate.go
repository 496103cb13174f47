package probe

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
	Policies    []string        // as cachesim names them; those of clients where empty
	Sizes       []cachesim.Size // a geometric ladder where empty
	Seed        uint64          // of the policies that draw lots
	Samples     int             // maxmemory-samples of the server's policies; 0: the server's default
	TTL         time.Duration   // 0: none
	MinHitRatio float64         // the best cell must reach it; 0: no threshold
	Curve       CurveOptions    // of LRU, beside the grid
	Bytes       bool            // count the bytes of values, too

	Top       int           // how many keys, prefixes and commands to list; 0: none
	Separator string        // ends the prefix of a key
	Intervals int           // how many to divide the trace into; 0: none
	Every     time.Duration // or how long each is

	Loading   func(bytes int64)     // told what has been read; may be nil
	Replaying func(done, total int) // told how many cells are done; may be nil
	Preview   func(*report.Trace)   // given a first look at a long trace; may be nil
}

// Simulate replays a trace through every policy at every size. Faults of the
// trace are findings; the error is of the command line (an unknown policy) or
// ctx's. What was read before either is in the trace, nil where that is
// nothing.
func Simulate(ctx context.Context, o SimulateOptions) (*report.Trace, []report.Finding, error) {
	grid, err := o.grid()
	if err != nil {
		return nil, nil, err
	}
	o.Source.Extras = client.Extras{Texts: o.Top > 0, Bytes: o.Bytes || grid.InBytes}
	o.Source.Ahead = o.ahead(grid)
	loaded, err := cachesim.Load(ctx, o.Source, o.Profile, o.Loading)
	var view *report.Trace
	if loaded != nil {
		view = traceView(loaded)
		view.TTLSeconds = o.TTL.Seconds()
		view.Sample = sampleView(loaded, o.Source.Sampling.Seed)
		go loaded.OneHitWonders() // beside the replays; whoever asks again waits for it
		defer func() { view.OneHitWonders = loaded.OneHitWonders() }()
	}
	if err != nil {
		var te *trace.Error
		if !errors.As(err, &te) {
			return view, nil, err
		}
		return view, []report.Finding{finding(CommandCacheSim, te.Code, te.File, "", te.Error())}, nil
	}
	if grid.InBytes && !loaded.Weighed() {
		return view, []report.Finding{noSizes(loaded)}, nil
	}
	if err := simulate(ctx, view, loaded, grid, o); err != nil {
		return view, nil, err
	}
	findings := append(threshold(view, o.MinHitRatio), remarks(loaded, o.TTL)...)
	if o.Bytes && !loaded.Weighed() {
		findings = append(findings, noSizes(loaded))
	}
	return view, findings, nil
}

// simulate replays a trace, and puts into the view what that tells. Where ctx
// ends it before, the cells done so far are in it.
func simulate(ctx context.Context, view *report.Trace, t *cachesim.Trace, grid cachesim.Grid, o SimulateOptions) error {
	grid.Sizes, grid.Bytes = t.Sizes(o.Sizes), o.Bytes && t.Weighed()
	if !t.Ahead(grid) {
		preview(ctx, t, grid, o)
	}
	result, err := cachesim.Run(ctx, t, grid, o.Replaying)
	for _, c := range result.Cells {
		view.Cells = append(view.Cells, cellView(c))
	}
	addBest(view, o.TTL > 0)
	if err != nil {
		return err
	}
	addErrors(t, view.Cells, grid.InBytes)
	if o.Curve != NoCurve {
		view.Curve = curveView(t, o.Curve)
	}
	addTracking(view, t)
	return addDetail(ctx, view, t, o)
}

// grid gives the caches to simulate, whose sizes the trace may tell yet. It errs
// where sizes are in bytes and others are not, or a policy has no such bound.
func (o *SimulateOptions) grid() (cachesim.Grid, error) {
	inBytes, err := cachesim.InBytes(o.Sizes)
	if err == nil && inBytes {
		err = cachesim.CheckBytePolicies(o.Policies)
	}
	return cachesim.Grid{Policies: o.Policies, InBytes: inBytes, Seed: o.Seed, Samples: o.Samples, TTL: o.TTL, Bytes: o.Bytes}, err
}

// ahead is a grid that can be replayed while the trace is read, nil where its
// sizes are yet to be known.
func (o *SimulateOptions) ahead(g cachesim.Grid) *cachesim.Grid {
	if slices.ContainsFunc(o.Sizes, func(s cachesim.Size) bool { return s.Entries == 0 }) {
		return nil
	}
	g.Sizes = new(cachesim.Trace).Sizes(o.Sizes)
	return &g
}

func noSizes(t *cachesim.Trace) report.Finding {
	return finding(CommandCacheSim, CodeTraceNoSizes, t.Name, "format "+t.Format, "")
}

// remarks says what a trace lacks.
func remarks(t *cachesim.Trace, ttl time.Duration) (findings []report.Finding) {
	if t.Cut {
		findings = append(findings, finding(CommandCacheSim, CodeTraceCut, t.Name, "", ""))
	}
	if t.Apart {
		findings = append(findings, finding(CommandCacheSim, CodeTraceSecrets, t.Name, "", ""))
	}
	if t.Skipped > 0 {
		findings = append(findings, finding(CommandCacheSim, CodeTraceSkipped, t.Name, fmt.Sprintf("%d left out", t.Skipped), ""))
	}
	if t.Unknown.Requests > 0 {
		findings = append(findings, finding(CommandCacheSim, CodeTraceUnknown, t.Name, t.Unknown.String(), ""))
	}
	if t.Format == "aof" {
		findings = append(findings, finding(CommandCacheSim, CodeTraceWritesOnly, t.Name, "", ""))
	} else if expires := ttl > 0 || t.Lifetimes.Followed && t.Lifetimes.Given > 0; expires && t.To == 0 {
		findings = append(findings, finding(CommandCacheSim, CodeTraceNoTimes, t.Name, "format "+t.Format, ""))
	}
	return findings
}

func traceView(t *cachesim.Trace) *report.Trace {
	view := &report.Trace{
		Trace: t.Name, Format: t.Format, Client: t.Client,
		Requests: t.Requests, Unique: t.Unique, Reads: t.Reads, Writes: t.Writes, Bypassed: t.Bypassed,
		CompulsoryMisses: t.CompulsoryMisses, Skipped: t.Skipped, Cells: []report.Cell{},
	}
	if t.LookedUp != t.Reads {
		view.Lookups = t.LookedUp
	}
	if l := t.Lifetimes; l.Given > 0 || l.Partial {
		view.Lifetimes = &report.Lifetimes{Followed: l.Followed, Given: l.Given, Keys: l.Keys, Expired: l.Expired, Partial: l.Partial}
	}
	return view
}

func cellView(c cachesim.Cell) report.Cell {
	v := report.Cell{
		Policy: c.Policy, Size: c.Size, Unit: c.Unit,
		Requests: c.Requests, Hits: c.Hits, Misses: c.Requests - c.Hits, HitRatio: quotient(c.Hits, c.Requests),
		Evictions: c.Evictions, Expirations: c.Expirations, Invalidations: c.Invalidations, StaleHits: c.StaleHits,
		Missed: &report.Missed{Cold: c.Cold, Capacity: c.Capacity, Invalidated: c.Invalidated, Expired: c.Expired},
	}
	if c.Bytes != nil {
		v.Bytes = &report.Bytes{Requested: c.Bytes.Requests, Spared: c.Bytes.Hits, HitRatio: quotient(c.Bytes.Hits, c.Bytes.Requests)}
	}
	return v
}

// threshold compares the best cell with the least hit ratio asked for: a gate
// that wants one policy at one size asks for just that cell. Belady's bound
// passes no gate unless it alone is asked for.
func threshold(t *report.Trace, least float64) []report.Finding {
	if least <= 0 {
		return nil
	}
	best, where := highest(t, attainable)
	if where == "" {
		best, where = highest(t, func(c *report.Cell) bool { return c.HitRatio != nil })
	}
	if where == "" {
		where = "no lookups"
	}
	if best >= least {
		return nil
	}
	wanted := strconv.FormatFloat(least, 'f', -1, 64)
	if len(wanted) < len("0.0000") {
		wanted = fmt.Sprintf("%.4f", least)
	}
	return []report.Finding{finding(CommandCacheSim, CodeHitRatioLow, t.Trace, fmt.Sprintf("best %s (%s), wanted %s", Apart(best, least, 4), where, wanted), "")}
}

// highest finds the best of some cells; where is empty if there is none.
func highest(t *report.Trace, among func(*report.Cell) bool) (best float64, where string) {
	for i := range t.Cells {
		c := &t.Cells[i]
		if among(c) && (where == "" || *c.HitRatio > best) {
			best, where = *c.HitRatio, fmt.Sprintf("%s at %d", c.Policy, c.Size)
		}
	}
	return best, where
}
