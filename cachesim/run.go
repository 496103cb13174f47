package cachesim

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// Grid says which caches to simulate.
type Grid struct {
	// Policies are names of Policies(); empty means ClientPolicies().
	Policies []string
	// Sizes are capacities in entries, at least 1 and below 2^32; empty means
	// DefaultSizes of the trace.
	Sizes []int
	// InBytes says that the sizes are bytes: of values, and EntryOverhead of the
	// live cache for each entry. It needs a trace loaded with bytes, whole, and
	// BytePolicies.
	InBytes bool
	// Seed is of the policies that draw lots; equal seeds give equal results.
	Seed uint64
	// Samples is the maxmemory-samples of the server's policies, at most
	// MaxSamples; 0 means the server's default.
	Samples int
	// TTL is how long an entry may be served; 0 means for ever.
	TTL time.Duration
	// Bytes counts bytes, too. The trace must have been loaded with those.
	Bytes bool
}

// Cell is one policy at one size.
type Cell struct {
	Policy string
	Size   int
	Unit   string // of Size: "entries" or "bytes"
	sim.Counts
	Bytes *Bytes // nil unless asked for
}

// Result holds a cell for each policy and size, in the order of the grid.
type Result struct {
	Cells []Cell
}

// job is one Replay: some sizes of one policy.
type job struct {
	policy sim.Policy
	sizes  []int  // of the whole trace
	scaled []int  // of the sample
	cells  []Cell // where its results go
}

// Run simulates every policy at every size, on GOMAXPROCS goroutines. progress,
// unless nil, is told how many cells are done; it is called by one goroutine
// at a time.
//
// Where ctx ends before, the cells done so far are given with its error. An
// unknown policy or a size out of range is an error, too.
func Run(ctx context.Context, t *Trace, g Grid, progress func(done, total int)) (Result, error) {
	scaled, err := g.complete(t)
	if err != nil {
		return Result{}, err
	}
	cells := make([]Cell, len(g.Policies)*len(g.Sizes))
	jobs := g.jobs(cells, scaled)
	var mu sync.Mutex
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	caches, unit, replay := t.events.Split(), "entries", (*job).replay
	if g.InBytes {
		unit, replay = "bytes", (*job).replayLive
	}
	if progress != nil {
		progress(0, len(cells))
	}
	for _, j := range jobs {
		group.Go(func() error {
			w := weigher{}
			counts, err := replay(&j, ctx, caches, g, &w)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			for i, c := range counts {
				j.cells[i] = Cell{Policy: j.policy.Name, Size: j.sizes[i], Unit: unit, Counts: t.whole(c)}
				if g.Bytes {
					j.cells[i].Bytes = w.bytes(t, i)
				}
			}
			if done += len(counts); progress != nil {
				progress(done, len(cells))
			}
			return nil
		})
	}
	err = group.Wait()
	unfinished := func(c Cell) bool { return c.Policy == "" }
	return Result{slices.DeleteFunc(cells, unfinished)}, err
}

// replay runs the job in every cache and adds up what they saw.
func (j *job) replay(ctx context.Context, caches []*sim.Events, g Grid, w *weigher) ([]sim.Counts, error) {
	all := make([]sim.Counts, len(j.scaled))
	for _, events := range caches {
		cfg := sim.Config{Sizes: j.scaled, TTL: g.TTL, Seed: g.Seed, Samples: g.Samples}
		if w.events = events; g.Bytes {
			cfg.Missed = w.miss
		}
		counts := j.policy.Replay(ctx, events, cfg)
		if counts == nil {
			return nil, ctx.Err()
		}
		for i, c := range counts {
			all[i] = all[i].Plus(c)
		}
	}
	return all, nil
}

// complete fills in the defaults, checks the rest, and gives the sizes as they
// are for the sample that the trace may be.
func (g *Grid) complete(t *Trace) (scaled []int, err error) {
	if g.InBytes {
		return g.completeBytes(t)
	}
	if len(g.Policies) == 0 {
		g.Policies = ClientPolicies()
	}
	if len(g.Sizes) == 0 {
		if g.Sizes = t.DefaultSizes(); len(g.Sizes) == 0 {
			return nil, fmt.Errorf("the sample has %d commands, too few for a cache of %d", t.events.Commands(), MinScaled)
		}
	}
	for _, size := range g.Sizes {
		if size < 1 || uint64(size) >= 1<<32 {
			return nil, fmt.Errorf("cache size %d: want 1 to %d entries", size, uint64(1<<32-1))
		}
		small, err := t.scaled(size)
		if err != nil {
			return nil, err
		}
		scaled = append(scaled, small)
	}
	return scaled, CheckPolicies(g.Policies)
}

// jobs splits the grid into Replays, so that every goroutine has one, the
// longest first.
func (g *Grid) jobs(cells []Cell, scaled []int) []job {
	n := min(sim.Lanes, max(1, len(cells)/runtime.GOMAXPROCS(0)))
	var jobs []job
	for _, name := range g.Policies {
		p, _ := sim.Lookup(name)
		for from := 0; from < len(g.Sizes); from += n {
			to := min(from+n, len(g.Sizes))
			jobs = append(jobs, job{p, g.Sizes[from:to], scaled[from:to], cells[:to-from]})
			cells = cells[to-from:]
		}
	}
	slices.SortStableFunc(jobs, func(a, b job) int {
		return cmp.Compare(b.policy.Cost*len(b.sizes), a.policy.Cost*len(a.sizes))
	})
	return jobs
}
