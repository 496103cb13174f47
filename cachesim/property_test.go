package cachesim

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
)

// step is one request of a random trace.
type step struct {
	at     int64 // microseconds
	db     int
	client int
	args   []string
}

// steps draws a trace of few keys, with writes, commands of several keys (some
// named twice), lifetimes and flushes.
func steps(t *rapid.T) []step {
	key := rapid.Custom(func(t *rapid.T) string { return fmt.Sprint("k", rapid.IntRange(0, 9).Draw(t, "key")) })
	now, unit := int64(1_700_000_000_000_000), rapid.SampledFrom([]int64{1, 700}).Draw(t, "unit")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		now += unit * rapid.Int64Range(0, 3).Draw(t, "wait")
		var args []string
		switch rapid.IntRange(0, 35).Draw(t, "kind") {
		case 31, 32, 33, 34, 35:
			args = lifetimeStep(t, key, now)
		case 0:
			args = []string{"FLUSHALL"}
		case 1, 2, 3:
			args = []string{"SET", key.Draw(t, "k"), "v"}
		case 4:
			args = append([]string{"DEL"}, rapid.SliceOfN(key, 1, 3).Draw(t, "ks")...)
		case 5:
			args = []string{"MSET", key.Draw(t, "k"), "v", key.Draw(t, "k"), "v"}
		case 6, 7, 8, 9, 10, 11, 12, 13:
			args = append([]string{"MGET"}, rapid.SliceOfN(key, 1, 3).Draw(t, "ks")...)
		case 14:
			args = []string{"TTL", key.Draw(t, "k")}
		default:
			args = []string{"GET", key.Draw(t, "k")}
		}
		return step{now, rapid.IntRange(0, 1).Draw(t, "db"), rapid.IntRange(0, 3).Draw(t, "client"), args}
	}), 1, 300).Draw(t, "steps")
}

// monitor prints a trace as MONITOR does.
func monitor(steps []step) string {
	var s strings.Builder
	s.WriteString("OK\n")
	for _, step := range steps {
		fmt.Fprintf(&s, "%d.%06d [%d 127.0.0.1:%d]", step.at/1_000_000, step.at%1_000_000, step.db, step.client)
		for _, a := range step.args {
			fmt.Fprintf(&s, " %q", a)
		}
		s.WriteByte('\n')
	}
	return s.String()
}

// asConn replays the steps through live caches as conn would, one for each of
// so many connections: replies under their keys, and a push to all for each key
// written or expired.
func asConn(t *rapid.T, steps []step, connections int, opt localcache.Options) (sum localcache.Stats) {
	var now time.Time
	opt.Clock = func() time.Time { return now }
	caches, of, lives, expirations := make([]*localcache.Cache, connections), map[int]int{}, naiveLives{}, uint64(0)
	for i := range caches {
		c, err := localcache.New(opt)
		if err != nil {
			t.Fatal(err)
		}
		caches[i] = c
	}
	for _, s := range steps {
		now = time.UnixMicro(s.at)
		if _, known := of[s.client]; !known {
			of[s.client] = len(of) % connections
		}
		for _, k := range lives.expired(s.at) {
			for _, c := range caches {
				before := c.Stats().Invalidations
				c.InvalidateKey(k)
				expirations += c.Stats().Invalidations - before
			}
		}
		lives.after(s)
		var written []string
		switch s.args[0] {
		case "GET", "MGET":
			c, command := caches[of[s.client]], fmt.Sprint(s.db, " ", strings.Join(s.args, " "))
			if _, ok := c.Get(command); !ok {
				c.Set(command, s.args, s.args[1:])
			}
		case "SET", "PEXPIRE", "PEXPIREAT", "PERSIST", "GETEX", "PSETEX":
			if s.args[0] != "GETEX" || len(s.args) > 2 {
				written = s.args[1:2]
			}
		case "DEL", "RENAME":
			written = s.args[1:]
		case "MSET":
			written = []string{s.args[1], s.args[3]}
		}
		for _, c := range caches {
			for _, k := range written {
				c.InvalidateKey(k)
			}
			if s.args[0] == "FLUSHALL" {
				c.Flush()
			}
		}
	}
	for _, c := range caches {
		sum = plus(sum, c.Stats())
	}
	sum.Expirations += expirations
	sum.Invalidations -= expirations
	return sum
}

func plus(a, b localcache.Stats) localcache.Stats {
	return localcache.Stats{
		Hits: a.Hits + b.Hits, Misses: a.Misses + b.Misses, Evictions: a.Evictions + b.Evictions,
		Expirations: a.Expirations + b.Expirations, Invalidations: a.Invalidations + b.Invalidations, Entries: a.Entries + b.Entries,
	}
}

// TestEngineEqualsLiveCache wants, for random traces, what the live cache
// counts: from the text of MONITOR to the hits. RANDOM's victims depend on the
// order in which one write drops several commands, which the live cache leaves
// open; there the drops are replayed one by one.
func TestEngineEqualsLiveCache(t *testing.T) {
	t.Parallel()
	profile := profileOf(t, "valkey-py")
	profile.Lifetimes = true
	rapid.Check(t, func(rt *rapid.T) {
		all := steps(rt)
		profile := profile
		profile.Connections = rapid.IntRange(1, 3).Draw(rt, "connections")
		size := rapid.IntRange(1, 40).Draw(rt, "size")
		ttl := time.Duration(rapid.SampledFrom([]int{0, 5, 20, 200}).Draw(rt, "ttl")) * time.Microsecond
		seed := rapid.Uint64().Draw(rt, "seed")
		trace, err := Load(context.Background(), Source{Name: "-", Stdin: strings.NewReader(monitor(all))}, profile, nil)
		if err != nil {
			rt.Fatal(err)
		}
		if got := int(trace.Requests); got != len(all) || trace.Reads+trace.Writes+trace.Bypassed != trace.Requests {
			rt.Fatalf("%d requests of %d: %+v", got, len(all), trace.Summary)
		}
		for _, name := range []string{"lru", "lfu", "random", "sieve", "s3fifo"} {
			policy, err := localcache.ParsePolicy(name)
			if err != nil {
				rt.Fatal(err)
			}
			c := cell(t, trace, name, size, ttl, seed)
			want := asConn(rt, all, profile.Connections, localcache.Options{MaxEntries: size, TTL: ttl, Policy: policy, Seed: seed})
			if name == "random" {
				want = replayLive(t, trace, name, size, ttl, seed)
			}
			got := localcache.Stats{
				Hits: c.Hits, Misses: c.Misses(), Evictions: c.Evictions,
				Expirations: c.Expirations, Invalidations: c.Invalidations, Entries: int(c.Entries),
			}
			if got != want {
				rt.Fatalf("%s at %d: engine %+v, live cache %+v", name, size, got, want)
			}
		}
	})
}
