// Package sim is the fast engine. It sees the whole trace with keys already
// numbered, so that a policy is arithmetic on flat arrays: no hash table, no
// pointers.
//
// [Events] is the trace, a [Policy] replays it at several sizes together, and
// [Counts] is what one cache of one size saw. To add a policy: one file and
// one line in the registry.
//
// Up to eight sizes of a policy run together, one in each lane (replay.go): a
// lookup that hits in all lanes costs hardly more than in one. The sizes share
// what they can, the rest of a command's state lies together in memory. A
// policy is an [order] and makes itself of few helpers: [queue], [tickets],
// [timeline], [ladder], [spots], [heap], [lists], [set]. One that has much to do at
// each lookup is written in [steps].
//
// Mostly entries leave by eviction alone, and nobody wants to hear of each miss. Such
// caches are steady, and need not take lookups one by one: some policies take a
// [bundle] of them, lane by lane, some all that is alike in one [flow].
//
// What belongs here: eviction, on events that are numbers. What does not: names
// and texts of commands (package client), how many policies run at once
// (package cachesim).
package sim

import (
	"context"
	"slices"
	"time"
)

// Lanes is how many sizes run together in one pass at most; more are no faster.
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
	// Missed, unless nil, is told of each lookup that missed, by its command and
	// event: bit i of lanes stands for Sizes[i]. There may be no more than Lanes
	// sizes then.
	Missed func(id uint32, lanes uint8, t int)
	// Samples is the server's maxmemory-samples, at most MaxSamples; 0 means its
	// default of 5.
	Samples int
}

// Policy is an eviction policy.
type Policy struct {
	// Name is the policy's name on the command line, in lower case.
	Name string
	// About says in a few words what it does.
	About string
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

// EvictsWhenFull says that the policy evicts entries to make room alone. Some
// hits of lirs-eager evict, too.
func (p Policy) EvictsWhenFull() bool { return p.Name != "lirs-eager" }

// Together says how many sizes are fastest in one Replay, up to Lanes, where entries
// leave by eviction alone, or else by writes and time, too. Some policies wait for so
// much memory in each lane that lanes are in each other's way.
func (p Policy) Together(evictions bool) int {
	if evictions && slices.Contains([]string{"lfu-da", "lirs", "lirs-eager", "wtinylfu"}, p.Name) {
		return 1
	}
	return Lanes
}

// registry lists the policies in the order in which they are shown.
var registry = []Policy{
	{"fifo", "first in, first out: hits change nothing", 1, replay(newFIFO)},
	{"lru", "evicts what was looked up longest ago", 1, replay(newLRU)},
	{"mru", "evicts what was looked up last", 4, replay(inSteps(newMRU))},
	{"lfu", "evicts what was hit least often since it was stored", 3, replay(newLFU)},
	{"lfu-da", "LFU with dynamic aging: old fame fades", 50, replay(inSteps(newLFUDA))},
	{"random", "evicts any entry", 9, replay(inSteps(newRandom))},
	{"clock", "FIFO with a second chance for what was hit", 3, replay(newClock)},
	{"slru", "LRU in four equal segments, hits climb (S4LRU, as in libCacheSim)", 40, replay(inSteps(newSLRU(25, 25, 25, 25)))},
	{"slru-2", "LRU in two segments: a fifth on probation, the rest protected", 40, replay(inSteps(newSLRU(20, 80)))},
	{"2q", "a FIFO for what is new, an LRU list for what came back", 3, replay(newTwoQ)},
	{"arc", "balances recency and frequency by what it should not have evicted", 5, replay(newARC)},
	{"sieve", "a hand sweeps a FIFO and spares what was hit", 3, replay(newSieve)},
	{"s3fifo", "three FIFO queues: small, main and ghost; two hits lead to main", 7, replay(newS3FIFO(2))},
	{"s3fifo-1", "S3-FIFO where one hit leads to main, as in Caffeine", 7, replay(newS3FIFO(1))},
	{"lirs", "keeps what was looked up again soonest, by the distance of lookups", 80, replay(inSteps(newLIRS(false)))},
	{"lirs-eager", "LIRS as libCacheSim has it: some hits demote a block", 80, replay(inSteps(newLIRS(true)))},
	{"wtinylfu", "a window, and a main space where the more frequent stays; as in libCacheSim", 150, replay(inSteps(newWTinyLFU))},
	{"wtinylfu-caffeine", "W-TinyLFU with Caffeine's sketch and a window that adapts", 100, replay(inSteps(newCaffeine))},
	{"valkey-allkeys-lru", "the server's: the longest idle of a few, by seconds", 40, replay(inSteps(newValkey(newIdleMeter)))},
	{"valkey-allkeys-lfu", "the server's: the least used of a few, by a count that fades in minutes", 60, replay(inSteps(newValkey(newUseMeter)))},
	{"valkey-allkeys-random", "the server's: any entry", 9, replay(inSteps(newServerRandom))},
	{"valkey-volatile-lru", "as allkeys-lru, of keys that have a lifetime", 40, replay(newVolatile(newValkey(newIdleMeter), newIdleMeter))},
	{"valkey-volatile-lfu", "as allkeys-lfu, of keys that have a lifetime", 60, replay(newVolatile(newValkey(newUseMeter), newUseMeter))},
	{"valkey-volatile-random", "as allkeys-random, of keys that have a lifetime", 9, replay(newVolatile(newServerRandom, nil))},
	{"valkey-volatile-ttl", "the server's: what expires soonest of a few", 40, replay(newVolatile(newValkey(newExpiryMeter), newDueMeter))},
	{"belady", "the bound: knows the future", 12, replay(inSteps(newBelady))},
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
