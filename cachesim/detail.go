package cachesim

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// DetailOptions say which cache to look into, and what at.
type DetailOptions struct {
	Policy string
	Size   int
	// InBytes, Seed, Samples and TTL are as in Grid.
	InBytes bool
	Seed    uint64
	Samples int
	TTL     time.Duration
	// Top is how many keys, prefixes and commands are given; 0 means none. It
	// needs the texts of [client.Extras].
	Top int
	// Separator ends the prefix of a key.
	Separator string
	// Intervals or Every divide the trace; both 0 means not at all. Every needs
	// a trace with times.
	Intervals int
	Every     time.Duration
}

// Detail is how one cache fares in the parts of a trace.
type Detail struct {
	Keys, Prefixes, Commands []Part // the most requested first
	Intervals                []Interval
}

// Part is a key, a prefix or a command.
type Part struct {
	Name     string
	Requests uint64 // lookups
	Hits     uint64
}

// Detail replays one cache and tells where its hits were. Of a sample it gives
// estimates.
func (t *Trace) Detail(ctx context.Context, o DetailOptions) (Detail, error) {
	g := Grid{Policies: []string{o.Policy}, Sizes: []int{o.Size}, InBytes: o.InBytes, Seed: o.Seed, Samples: o.Samples, TTL: o.TTL}
	sizes, err := g.complete(t)
	if err != nil {
		return Detail{}, err
	}
	clock, err := t.clock(o)
	if err != nil {
		return Detail{}, err
	}
	misses := make([]uint64, t.events.Commands())
	caches := t.events.Split()
	ids, places := t.owned(len(caches))
	for owner, events := range caches {
		err := g.misses(ctx, events, sizes[0], func(id uint32, at int) {
			misses[ids[owner][id]]++
			clock.missed(places[owner][at])
		})
		if err != nil {
			return Detail{}, err
		}
	}
	d := Detail{Intervals: clock.intervals()}
	if o.Top > 0 && t.texts != nil {
		t.parts(&d, misses, o)
	}
	return d, nil
}

// misses replays the events through the grid's first policy and tells of each miss.
func (g *Grid) misses(ctx context.Context, events *sim.Events, size int, missed func(id uint32, at int)) error {
	if g.InBytes {
		l, err := newLive(events, g.Policies[0], size, *g)
		if err != nil {
			return err
		}
		l.onMiss = missed
		return l.replay(ctx)
	}
	p, _ := sim.Lookup(g.Policies[0])
	cfg := g.config([]int{size})
	cfg.Missed = func(id uint32, _ uint8, at int) { missed(id, at) }
	if p.Replay(ctx, events, cfg) == nil {
		return ctx.Err()
	}
	return nil
}

// owned says, by cache, of its commands and events which they are of all.
func (t *Trace) owned(caches int) (ids [][]uint32, places [][]int) {
	ids, places = make([][]uint32, caches), make([][]int, caches)
	for id := range uint32(t.events.Commands()) {
		owner := t.events.Owner(id)
		ids[owner] = append(ids[owner], id)
	}
	for at := range t.events.Len() {
		if op, id, _ := t.events.At(at); !op.OfAll() {
			owner := t.events.Owner(id)
			places[owner] = append(places[owner], at)
			continue
		}
		for owner := range places {
			places[owner] = append(places[owner], at)
		}
	}
	return ids, places
}

// parts adds up lookups and misses by key, prefix and command.
func (t *Trace) parts(d *Detail, misses []uint64, o DetailOptions) {
	lookups := make([]uint64, len(misses))
	for at := range t.events.Len() {
		if op, id, _ := t.events.At(at); op == sim.OpLookup {
			lookups[id]++
		}
	}
	keys, prefixes, commands := sums{}, sums{}, sums{}
	counted := make([]int, t.texts.Len()) // by key: the last command that it was counted for, plus one
	alone := true                         // every key is named by one command
	for id, n := range lookups {
		if n == 0 {
			continue // the server's memory has it by a write alone
		}
		hits := n - misses[id]
		named := t.texts.Keys(uint32(id))
		alone = alone && len(named) == 1 && counted[named[0]] == 0
		for _, key := range named {
			if counted[key] != id+1 {
				keys.add(t.texts.Text(key), n, hits)
				counted[key] = id + 1
			}
		}
		prefixes.add(prefix(t.texts.Text(named[0]), o.Separator), n, hits)
		if name := t.texts.Command(uint32(id)); name != "" {
			commands.add(name, n, hits)
		}
	}
	rate := t.kept()
	d.Prefixes, d.Commands = prefixes.top(o.Top, rate), commands.top(o.Top, rate)
	if alone { // the sample has all of a key's lookups
		rate = 1
	}
	d.Keys = keys.top(o.Top, rate)
}

// prefix is what stands before the first separator, and it; "" where there is
// none.
func prefix(key, separator string) string {
	at := strings.Index(key, separator)
	if at < 0 || separator == "" {
		return ""
	}
	return key[:at+len(separator)]
}

// sums are parts by name.
type sums map[string]*Part

func (s sums) add(name string, requests, hits uint64) {
	p := s[name]
	if p == nil {
		p = &Part{Name: name}
		s[name] = p
	}
	p.Requests += requests
	p.Hits += hits
}

// top gives the n most requested parts, of a sample at a rate.
func (s sums) top(n int, rate float64) []Part {
	parts := make([]Part, 0, len(s))
	for _, p := range s {
		parts = append(parts, Part{p.Name, whole(p.Requests, rate), whole(p.Hits, rate)})
	}
	slices.SortFunc(parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), strings.Compare(a.Name, b.Name))
	})
	return parts[:min(n, len(parts))]
}

// kept is the share of the lookups that a sample has. With a hot command in it, or
// without, that is not its share of the commands.
func (t *Trace) kept() float64 {
	if n := t.events.Lookups(); n > 0 && t.Rate < 1 {
		return float64(n) / float64(t.Lookups)
	}
	return 1
}

// whole is what a count in a sample stands for.
func whole(n uint64, rate float64) uint64 { return uint64(math.Round(float64(n) / rate)) }

// errNoTimes says that a trace cannot be divided by time.
func errNoTimes(format string) error {
	return fmt.Errorf("format %s has no times: divide the trace into a number of intervals", format)
}
