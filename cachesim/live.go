package cachesim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// BytePolicies lists the policies that can be bounded in bytes: those of the
// live cache, which replays them.
func BytePolicies() []string { return localcache.PolicyNames() }

// CheckBytePolicies errs on the first name that has no bound in bytes.
func CheckBytePolicies(names []string) error {
	for _, name := range names {
		if !slices.Contains(BytePolicies(), name) {
			return fmt.Errorf("policy %s has no bound in bytes; these have: %s", name, strings.Join(BytePolicies(), ", "))
		}
	}
	return nil
}

// completeBytes is complete for a grid of bytes.
func (g *Grid) completeBytes(t *Trace) ([]int, error) {
	switch {
	case !t.Weighed():
		return nil, errors.New("a cache bounded in bytes needs a trace with sizes of values")
	case len(g.Policies) == 0:
		g.Policies = BytePolicies()
	}
	for _, size := range g.Sizes {
		if size < 1 {
			return nil, fmt.Errorf("cache size %d bytes: want 1 at least", size)
		}
	}
	if err := CheckBytePolicies(g.Policies); err != nil {
		return nil, err
	}
	return t.scaled(g.Sizes, true)
}

// liveCache replays events through the cache that conn uses.
type liveCache struct {
	*localcache.Cache
	events *sim.Events
	now    time.Time
	names  string    // of all commands
	seen   []outcome // by command
	stored []uint32  // by command: the changes of all before it was stored
	all    uint32    // changes of all so far
	whence int       // the event after the last flush
	counts sim.Counts
	ended  uint64 // entries removed because their key had expired
	missed uint64 // bytes
	onMiss func(id uint32, at int)
}

// outcome is what became of a command's entry, as far as the live cache does not
// know.
type outcome uint8

const (
	unseen outcome = iota
	inside         // or evicted
	dropped
	expired
	stale // inside, and not true any more
)

// replayLive runs the job in every cache and adds up what they saw.
func (j *job) replayLive(ctx context.Context, caches []*sim.Events, g Grid, w *weigher) ([]sim.Counts, error) {
	all := make([]sim.Counts, len(j.sizes))
	for _, events := range caches {
		for i, size := range j.sizes {
			l, err := newLive(events, j.policy.Name, size, g)
			if err == nil {
				err = l.replay(ctx)
			}
			if err != nil {
				return nil, err
			}
			all[i] = all[i].Plus(l.counts)
			w.missed[i] += l.missed
		}
	}
	return all, nil
}

func newLive(events *sim.Events, policy string, size int, g Grid) (*liveCache, error) {
	n := events.Commands()
	l := &liveCache{
		events: events, names: names(n), seen: make([]outcome, n), stored: make([]uint32, n),
		onMiss: func(uint32, int) {},
	}
	p, err := localcache.ParsePolicy(policy)
	if err != nil {
		return nil, err
	}
	l.Cache, err = localcache.New(localcache.Options{
		MaxBytes: int64(size), Policy: p, Seed: g.Seed, TTL: g.TTL,
		Size:    func(reply any) int { return reply.(int) - nameBytes }, // a name is no command's own here
		Clock:   func() time.Time { return l.now },
		Expired: func(command string) { l.seen[numberOf(command)] = expired },
	})
	return l, err
}

// nameBytes is how long the names are that commands have in the live cache.
const nameBytes = 4

// names gives each command its name.
func names(n int) string {
	text := make([]byte, 0, nameBytes*n)
	for id := range n {
		text = append(text, byte(id), byte(id>>8), byte(id>>16), byte(id>>24))
	}
	return string(text)
}

// numberOf is the command of a name.
func numberOf(name string) int {
	return int(name[0]) | int(name[1])<<8 | int(name[2])<<16 | int(name[3])<<24
}

// lookEvery is how many events pass between two looks at the context.
const lookEvery = 1 << 14

func (l *liveCache) replay(ctx context.Context) error {
	for at := range l.events.Len() {
		if at%lookEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch op, id, now := l.events.At(at); op {
		case sim.OpLookup:
			l.now = time.Unix(0, now)
			l.lookup(id, at)
		case sim.OpStore:
			l.now = time.Unix(0, now)
			l.keep(id, int(l.events.Weight(at)))
		case sim.OpDrop:
			l.drop(id, dropped)
		case sim.OpExpire:
			if l.drop(id, expired) {
				l.ended++
			}
		case sim.OpFlush:
			l.flush(at)
		case sim.OpStale:
			if l.seen[id] == inside {
				l.seen[id] = stale
			}
		case sim.OpStaleAll:
			l.all++
		}
	}
	s := l.Stats()
	l.counts.Evictions, l.counts.Expirations, l.counts.Invalidations = s.Evictions, s.Expirations+l.ended, s.Invalidations-l.ended
	l.counts.Entries = uint64(s.Entries)
	return nil
}

func (l *liveCache) name(id uint32) string { return l.names[nameBytes*id:][:nameBytes] }

func (l *liveCache) lookup(id uint32, at int) {
	l.counts.Requests++
	if _, ok := l.Get(l.name(id)); ok {
		l.counts.Hits++
		if l.seen[id] == stale || l.stored[id] < l.all {
			l.counts.StaleHits++
		}
		return
	}
	l.onMiss(id, at)
	bytes := int(l.events.Weight(at))
	l.missed += uint64(bytes)
	switch l.seen[id] {
	case unseen:
		l.counts.Cold++
	case dropped:
		l.counts.Invalidated++
	case expired:
		l.counts.Expired++
	default:
		l.counts.Capacity++
	}
	l.keep(id, bytes)
}

func (l *liveCache) keep(id uint32, bytes int) {
	l.seen[id], l.stored[id] = inside, l.all
	l.Set(l.name(id), bytes, nil)
}

// flush drops all: what was looked up since the last time.
func (l *liveCache) flush(at int) {
	for ; l.whence < at; l.whence++ {
		_, id, _ := l.events.At(l.whence)
		l.drop(id, dropped)
	}
	l.whence++
}

// drop takes a command out, and says whether it was inside; else it stays what
// it was.
func (l *liveCache) drop(id uint32, why outcome) bool {
	before := l.Len()
	if l.Delete(l.name(id)); l.Len() == before {
		return false
	}
	l.seen[id] = why
	return true
}
