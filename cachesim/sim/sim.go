// Package sim is the fast engine. It sees the whole trace with keys already
// numbered, so that a policy is arithmetic on flat arrays: no hash table, no
// pointers.
//
// [Events] is the trace, a [Policy] replays it at several sizes together, and
// [Counts] is what one cache of one size saw. To add a policy: one file and
// one line in the registry.
//
// FIFO and LRU without a TTL run up to eight sizes in one pass, with "the
// trace is the queue" (fifo.go, lru.go). Every other case is an [order] driven
// by the one loop in replay.go. Package localcache is the oracle of all this.
package sim

import (
	"context"
	"slices"
	"time"
)

// Lanes is how many sizes run together in one pass; more are no faster.
const Lanes = 8

// Config says how to replay.
type Config struct {
	// Sizes are the capacities in entries, each at least 1; any number of them.
	Sizes []int
	// TTL is how long after it was stored an entry expires; 0 means never. It
	// needs Events with times.
	TTL time.Duration
	// Seed is of the policies that draw lots; equal seeds give equal counts.
	Seed uint64
}

// Policy is an eviction policy.
type Policy struct {
	// Name is the policy's name on the command line, in lower case.
	Name string
	// Cost is about how long a request takes, in nanoseconds: the longest jobs
	// start first.
	Cost int

	replay func(ctx context.Context, ev *Events, cfg Config) []Counts
}

// Replay runs the events through one cache for each of cfg.Sizes and gives
// their counts in that order. Where ctx ends before, it gives nil.
func (p Policy) Replay(ctx context.Context, ev *Events, cfg Config) []Counts {
	out := make([]Counts, 0, len(cfg.Sizes))
	for sizes := range slices.Chunk(cfg.Sizes, Lanes) {
		together := cfg
		together.Sizes = sizes
		out = append(out, p.replay(ctx, ev, together)...)
	}
	if ctx.Err() != nil {
		return nil
	}
	return out
}

// registry lists the policies in the order in which they are shown.
var registry = []Policy{
	{"fifo", 7, replayFIFO},
	{"lru", 7, replayLRU},
	{"lfu", 40, each(newLFU)},
	{"random", 20, each(newRandom)},
}

// Policies lists the names of all policies, in the order in which they are
// shown.
func Policies() []string {
	names := make([]string, len(registry))
	for i, p := range registry {
		names[i] = p.Name
	}
	return names
}

// Lookup finds a policy by its name.
func Lookup(name string) (Policy, bool) {
	for _, p := range registry {
		if p.Name == name {
			return p, true
		}
	}
	return Policy{}, false
}
