package sim

import (
	"context"
	"math"
	"strings"
	"sync"
)

// Follower lets replays begin before the last event has been added. They see
// lookups alone, and no more of them than was foretold.
type Follower struct {
	whole    *Events
	events   int // at most
	commands int // at most

	mu    sync.Mutex
	more  sync.Cond
	ids   []uint32 // that may be replayed
	ended bool
}

// Follow makes a follower of events of which more are coming: in the end they, and
// their commands, will be at most so many times as many as now. Room for them is
// only taken where something comes to be kept.
func Follow(e *Events, times float64) *Follower {
	most := func(n int) int { return int(min(times*float64(n), maxEvents, math.MaxInt32)) }
	f := &Follower{whole: e, events: most(len(e.ids)), commands: most(e.commands)}
	f.more.L = &f.mu
	return f
}

// Grow lets the replays go on to the last event so far. Whoever adds events calls
// it, now and then. It says false where they cannot: there is another event than a
// lookup among them, or more than was foretold.
func (f *Follower) Grow() bool {
	if f.whole.ops != nil || len(f.whole.ids) > f.events || f.whole.commands > f.commands {
		return false
	}
	f.mu.Lock()
	f.ids = f.whole.ids
	f.mu.Unlock()
	f.more.Broadcast()
	return true
}

// End says that the last event has been added.
func (f *Follower) End() {
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
	f.more.Broadcast()
}

// Replay is p.Replay of events that may still be coming. It returns after End, or
// where ctx ends, and then gives nil. p must be one that can follow.
func (f *Follower) Replay(ctx context.Context, p Policy, cfg Config) []Counts {
	stop := context.AfterFunc(ctx, func() {
		f.mu.Lock() // whoever has just looked at ctx waits by now
		defer f.mu.Unlock()
		f.more.Broadcast()
	})
	defer stop()
	return p.Replay(ctx, &Events{commands: f.commands, follows: f}, cfg)
}

// Follows says whether a Follower may replay the policy. Belady's knows what comes;
// the server's dictionaries are laid out for the commands that there are.
func (p Policy) Follows() bool { return p.Name != "belady" && !strings.HasPrefix(p.Name, "valkey-") }

// wait gives the events so far, once there are enough of them or no more are
// coming.
func (f *Follower) wait(ctx context.Context, enough int) []uint32 {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.ids) < enough && !f.ended && ctx.Err() == nil {
		f.more.Wait()
	}
	return f.ids
}
