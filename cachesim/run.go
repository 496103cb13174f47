package cachesim

import (
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
	// live cache for each entry. It needs a trace loaded with bytes, and
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

// long is from how many events on the tables of a job are large.
const long = 1 << 20

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
	caches, unit, replay := t.events.Split(), "entries", (*job).replay
	switch {
	case g.InBytes:
		unit, replay = "bytes", (*job).replayLive
	case t.ahead.of(g):
		replay = t.ahead.replay
	}
	var mu sync.Mutex
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	if progress != nil {
		progress(0, len(cells))
	}
	for _, j := range g.jobs(caches, scaled) {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if t.events.Len() >= long {
				runtime.GC() // the tables of the job before are used again; new memory would have to be cleared by the system
			}
			w := weigher{}
			counts, err := replay(&j, ctx, caches, g, &w)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			for i, c := range counts {
				cell := Cell{Size: g.Sizes[j.at[i]], Unit: unit, Counts: t.whole(c)}
				if g.Bytes {
					cell.Bytes = w.bytes(t, i)
				}
				for _, p := range j.stands[i] {
					cell.Policy = g.Policies[p]
					cells[p*len(g.Sizes)+j.at[i]] = cell
				}
				done += len(j.stands[i])
			}
			if progress != nil {
				progress(done, len(cells))
			}
			return nil
		})
	}
	err = group.Wait()
	unfinished := func(c Cell) bool { return c.Policy == "" }
	return Result{slices.DeleteFunc(cells, unfinished)}, err
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
		if badSize(size) {
			return nil, fmt.Errorf("cache size %d: want 1 to %d entries", size, uint64(1<<32-1))
		}
	}
	if err := CheckPolicies(g.Policies); err != nil {
		return nil, err
	}
	return t.scaled(g.Sizes, false)
}

func badSize(entries int) bool { return entries < 1 || uint64(entries) >= 1<<32 }
