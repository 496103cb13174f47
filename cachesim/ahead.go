package cachesim

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// ahead is the grid of one policy, replayed on the processor that reading leaves
// over.
type ahead struct {
	grid     Grid
	jobs     []job
	counts   [][]sim.Counts // by job; nil for one that was given up
	follower *sim.Follower  // nil before it begins
	stop     context.CancelFunc
	done     chan struct{} // closed when all jobs are
}

// newAhead prepares a grid to be replayed ahead; it is nil where that cannot be, or
// gains nothing.
func newAhead(g *Grid) *ahead {
	if g == nil || len(g.Policies) != 1 || len(g.Sizes) == 0 || g.InBytes || g.Bytes || g.TTL > 0 || runtime.GOMAXPROCS(0) < 2 {
		return nil
	}
	policy, _ := sim.Lookup(g.Policies[0])
	if !policy.Follows() || slices.ContainsFunc(g.Sizes, badSize) {
		return nil
	}
	jobs := g.jobs(nil, g.Sizes)
	return &ahead{grid: *g, jobs: jobs, counts: make([][]sim.Counts, len(jobs)), done: make(chan struct{})}
}

// What a trace holds in all is foretold when a sixteenth of it has been read, with
// a quarter to spare.
const (
	aheadFrom  = 16
	aheadSpare = 1.25
)

// grow goes on to what has been read by now, so many bytes of so many.
func (a *ahead) grow(ctx context.Context, b *client.Builder, bytes, size int64) {
	if a == nil || size == 0 || bytes < max(foretold, size/aheadFrom) {
		return
	}
	if a.follower == nil {
		a.begin(ctx, b.Follow(aheadSpare*float64(size)/float64(bytes)))
	}
	if a.follower != nil && !a.follower.Grow() {
		a.stop()
	}
}

func (a *ahead) begin(ctx context.Context, f *sim.Follower) {
	if f == nil {
		return
	}
	a.follower = f
	ctx, a.stop = context.WithCancel(ctx)
	var group errgroup.Group
	for i, j := range a.jobs {
		group.Go(func() error {
			a.counts[i] = f.Replay(ctx, j.policy, a.grid.config(j.sizes))
			return nil
		})
	}
	go func() {
		_ = group.Wait()
		a.stop()
		close(a.done)
	}()
}

// end says that all has been read, or that nobody will ask for the counts.
func (a *ahead) end(err error) {
	if a == nil || a.follower == nil {
		return
	}
	if err != nil || !a.follower.Grow() {
		a.stop()
	}
	a.follower.End()
	if err != nil {
		<-a.done
	}
}

// Ahead says whether the trace has been replayed already, or nearly so, as the grid
// of its source, which is asked for.
func (t *Trace) Ahead(g Grid) bool { return t.ahead.of(g) }

// of says whether a grid was replayed ahead.
func (a *ahead) of(g Grid) bool {
	return a != nil && a.follower != nil && slices.Equal(a.grid.Policies, g.Policies) && slices.Equal(a.grid.Sizes, g.Sizes) &&
		a.grid.Seed == g.Seed && a.grid.Samples == g.Samples && g.TTL == 0 && !g.Bytes && !g.InBytes
}

// replay is that of a job of the grid, which has begun already.
func (a *ahead) replay(j *job, ctx context.Context, caches []*sim.Events, g Grid, w *weigher) ([]sim.Counts, error) {
	select {
	case <-a.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	at := slices.IndexFunc(a.jobs, func(begun job) bool { return slices.Equal(begun.at, j.at) })
	if counts := a.counts[at]; counts != nil {
		return counts, nil
	}
	return j.replay(ctx, caches, g, w)
}
