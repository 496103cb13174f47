package cachesim

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// job is one Replay: some sizes of one policy, which may stand for others.
type job struct {
	policy sim.Policy
	at     []int   // the places of its sizes in the grid
	sizes  []int   // as they are for the sample
	stands [][]int // by size: for the policies of the grid at these places
}

// jobs splits the grid into Replays, so that every goroutine has one, the
// longest first. At a size where some policies are alike, one stands for all.
func (g *Grid) jobs(caches []*sim.Events, scaled []int) (jobs []job) {
	alike := g.alike()
	ample := g.ample(caches, len(alike))
	var tight, wide []int
	for at, size := range scaled {
		if size < ample {
			tight = append(tight, at)
		} else {
			wide = append(wide, at)
		}
	}
	most := max(1, (len(g.Policies)*len(tight)+len(wide))/runtime.GOMAXPROCS(0))
	evictions := g.TTL == 0 && !slices.ContainsFunc(caches, (*sim.Events).Drops)
	for i, name := range g.Policies {
		policy, _ := sim.Lookup(name)
		sizes, stands := tight, []int{i}
		switch slices.Index(alike, i) {
		case 0:
			sizes, stands = slices.Concat(tight, wide), alike
		case -1:
			sizes = slices.Concat(tight, wide)
		}
		for at := range slices.Chunk(sizes, min(most, policy.Together(evictions))) {
			j := job{policy: policy, at: at}
			for _, size := range at {
				j.sizes = append(j.sizes, scaled[size])
				if scaled[size] < ample {
					j.stands = append(j.stands, []int{i})
				} else {
					j.stands = append(j.stands, stands)
				}
			}
			jobs = append(jobs, j)
		}
	}
	slices.SortStableFunc(jobs, func(a, b job) int {
		return cmp.Compare(b.policy.Cost*len(b.sizes), a.policy.Cost*len(a.sizes))
	})
	return jobs
}

// alike gives the places of the policies that are the same in a cache where
// nothing needs to make room, the fastest first.
func (g *Grid) alike() (places []int) {
	cost := func(i int) (int, bool) {
		p, _ := sim.Lookup(g.Policies[i])
		return p.Cost, p.EvictsWhenFull()
	}
	for i := range g.Policies {
		if _, ok := cost(i); ok && !g.InBytes {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(a, b int) int {
		x, _ := cost(a)
		y, _ := cost(b)
		return cmp.Compare(x, y)
	})
	return places
}

// ample is the least size of such a cache. It is not looked for where nothing
// would be saved.
func (g *Grid) ample(caches []*sim.Events, policies int) (size int) {
	if policies < 2 {
		return math.MaxInt
	}
	for _, events := range caches {
		size = max(size, events.Peak(g.TTL))
	}
	return size
}

// replay runs the job in every cache and adds up what they saw.
func (j *job) replay(ctx context.Context, caches []*sim.Events, g Grid, w *weigher) ([]sim.Counts, error) {
	all := make([]sim.Counts, len(j.sizes))
	for _, events := range caches {
		cfg := g.config(j.sizes)
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

// config is that of a replay at some sizes, as they are for the sample.
func (g *Grid) config(sizes []int) sim.Config {
	return sim.Config{Sizes: sizes, TTL: g.TTL, Seed: g.Seed, Samples: g.Samples}
}
