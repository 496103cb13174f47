package cachesim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// naiveBytes is a cache bounded in bytes as simply as can be.
type naiveBytes struct {
	policy  string
	size    int
	ttl     int64
	entries []*naiveEntry // as the policy wants them: the least recent or the oldest first
	hand    int           // of sieve
	ghosts  []*naiveEntry // of s3fifo, the oldest first
	why     map[string]*uint64
	stale   map[string]bool
	counts  sim.Counts
}

type naiveEntry struct {
	key           string
	bytes, hits   int
	main          bool // in that queue of s3fifo
	stored, order int64
}

func (n *naiveBytes) find(key string) int {
	return slices.IndexFunc(n.entries, func(e *naiveEntry) bool { return e.key == key })
}

func (n *naiveBytes) remove(i int, why *uint64) {
	n.why[n.entries[i].key] = why
	n.entries = slices.Delete(n.entries, i, i+1)
	if i < n.hand {
		n.hand--
	}
	if n.hand == len(n.entries) {
		n.hand = 0
	}
}

func (n *naiveBytes) expired(e *naiveEntry, now int64) bool { return n.ttl > 0 && now-e.stored > n.ttl }

func (n *naiveBytes) lookup(key string, bytes int, now, order int64) {
	n.counts.Requests++
	i := n.find(key)
	if i >= 0 && n.expired(n.entries[i], now) {
		n.remove(i, &n.counts.Expired)
		n.counts.Expirations++
		i = -1
	}
	if i >= 0 {
		n.counts.Hits++
		if n.stale[key] {
			n.counts.StaleHits++
		}
		e := n.entries[i]
		e.hits++
		if n.policy != "sieve" && n.policy != "s3fifo" {
			n.entries = append(slices.Delete(n.entries, i, i+1), e)
		}
		return
	}
	if why := n.why[key]; why != nil {
		*why++
	} else {
		n.counts.Cold++
	}
	n.why[key] = &n.counts.Capacity
	delete(n.stale, key)
	weight := localcache.EntryOverhead + bytes
	if weight > n.size {
		return
	}
	remembered := n.forget(key)
	for weigh(n.entries)+weight > n.size {
		n.evict(now)
	}
	n.entries = append(n.entries, &naiveEntry{key: key, bytes: weight, main: remembered, stored: now, order: order})
}

func weigh(some []*naiveEntry) (sum int) {
	for _, e := range some {
		sum += e.bytes
	}
	return sum
}

// forget forgets a ghost, and says whether there was one.
func (n *naiveBytes) forget(key string) bool {
	before := len(n.ghosts)
	n.ghosts = slices.DeleteFunc(n.ghosts, func(e *naiveEntry) bool { return e.key == key })
	return len(n.ghosts) < before
}

// queue is one of the two of s3fifo.
func (n *naiveBytes) queue(main bool) (some []*naiveEntry) {
	for _, e := range n.entries {
		if e.main == main {
			some = append(some, e)
		}
	}
	return some
}

// s3fifo chooses a victim.
func (n *naiveBytes) s3fifo() *naiveEntry {
	if main := weigh(n.queue(true)); main <= n.size-n.size/10 {
		for _, e := range n.queue(false) {
			if e.hits < 2 {
				n.ghosts = append(n.ghosts, e)
				for weigh(n.ghosts) > n.size*9/10 {
					n.ghosts = n.ghosts[1:]
				}
				return e
			}
			e.main, e.hits = true, 0
			n.requeue(e)
		}
	}
	for {
		e := n.queue(true)[0]
		if e.hits == 0 {
			return e
		}
		e.hits = min(e.hits, 3) - 1
		n.requeue(e)
	}
}

// requeue makes an entry the newest.
func (n *naiveBytes) requeue(e *naiveEntry) {
	n.entries = append(slices.DeleteFunc(n.entries, func(x *naiveEntry) bool { return x == e }), e)
}

func (n *naiveBytes) evict(now int64) {
	oldest := slices.MinFunc(n.entries, func(a, b *naiveEntry) int { return int(a.order - b.order) })
	if n.expired(oldest, now) {
		n.counts.Expirations++
		n.remove(n.find(oldest.key), &n.counts.Expired)
		return
	}
	victim := n.entries[0]
	switch n.policy {
	case "lfu":
		victim = slices.MinFunc(n.entries, func(a, b *naiveEntry) int { return a.hits - b.hits })
	case "s3fifo":
		victim = n.s3fifo()
	case "sieve":
		for ; ; n.hand++ {
			n.hand %= len(n.entries)
			if victim = n.entries[n.hand]; victim.hits == 0 {
				break
			}
			victim.hits = 0
		}
	}
	n.counts.Evictions++
	n.remove(n.find(victim.key), &n.counts.Capacity)
}

func (n *naiveBytes) drop(key string) {
	n.forget(key)
	if i := n.find(key); i >= 0 {
		n.remove(i, &n.counts.Invalidated)
		n.counts.Invalidations++
	}
}

// TestBytesEqualModel replays CSV with sizes, writes, flushes and a TTL through
// caches bounded in bytes, of one connection and of several.
func TestBytesEqualModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		profile := client.Profile{Name: "test", Invalidation: rapid.Bool().Draw(t, "invalidation")}
		profile.Connections = rapid.IntRange(1, 3).Draw(t, "connections")
		size := rapid.IntRange(400, 8000).Draw(t, "size")
		ttl := rapid.SampledFrom([]int64{0, 0, 5, 20}).Draw(t, "ttl")
		policies := []string{"lru", "lfu", "sieve", "s3fifo"}
		models := make([][]*naiveBytes, len(policies))
		for i, policy := range policies {
			for range profile.Connections {
				models[i] = append(models[i], &naiveBytes{policy: policy, size: size, ttl: ttl, why: map[string]*uint64{}, stale: map[string]bool{}})
			}
		}
		text, now := "time,key,op,size\n", int64(1)
		for turn := range int64(rapid.IntRange(1, 300).Draw(t, "requests")) {
			now += rapid.Int64Range(0, 2).Draw(t, "wait")
			key := fmt.Sprint("k", rapid.IntRange(0, 12).Draw(t, "key"))
			bytes := rapid.SampledFrom([]int{1, 100, 1500, 7000}).Draw(t, "bytes")
			op := []string{"get", "get", "get", "get", "get", "get", "get", "set", "delete", "flush"}[rapid.IntRange(0, 99).Draw(t, "op")%10]
			if op == "flush" && now%4 > 0 {
				op = "get"
			}
			text += fmt.Sprintf("%d,%s,%s,%d\n", now, key, op, bytes)
			for _, caches := range models {
				for _, n := range caches {
					switch {
					case op == "get" && n == caches[int(turn)%len(caches)]:
						n.lookup(key, bytes, now, turn)
					case op == "get":
					case !profile.Invalidation:
						for i := range n.entries {
							if e := n.entries[i]; op == "flush" || e.key == key {
								n.stale[e.key] = true
							}
						}
					case op == "flush":
						for len(n.entries) > 0 {
							n.drop(n.entries[0].key)
						}
						n.ghosts = nil
					default:
						n.drop(key)
					}
				}
			}
		}
		trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(text), Extras: client.Extras{Bytes: true}}, profile, nil)
		if err != nil {
			t.Fatal(err)
		}
		if trace.Reads == 0 {
			t.Skip("no lookups")
		}
		got, err := Run(t.Context(), trace, Grid{Policies: policies, Sizes: []int{size}, InBytes: true, TTL: time.Duration(ttl) * time.Second}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range got.Cells {
			var want sim.Counts
			for _, n := range models[i] {
				n.counts.Entries = uint64(len(n.entries))
				want = want.Plus(n.counts)
			}
			if c.Counts != want || c.Unit != "bytes" {
				t.Fatalf("%s at %d: %+v\nwant %+v", c.Policy, size, c.Counts, want)
			}
		}
	})
}

// TestBytesRefused wants to be told what cannot be had.
func TestBytesRefused(t *testing.T) {
	t.Parallel()
	with := func(text string) *Trace {
		trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(text), Extras: client.Extras{Bytes: true}}, client.Profile{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return trace
	}
	sized := with("key,op,size\na,get,10\n")
	for want, g := range map[string]struct {
		*Trace
		Grid
	}{
		"policy arc has no bound in bytes": {sized, Grid{Policies: []string{"arc"}, Sizes: []int{9}}},
		"a trace with sizes":               {with("a\nb\n"), Grid{Sizes: []int{9}}},
		"cache size 9 bytes: at 0.5 of the commands that is 0 entries, too few to tell: want at least 164000 bytes": {sized.Sample(0.5, 3), Grid{Sizes: []int{9}}},
		"want 1 at least": {sized, Grid{Sizes: []int{0}}},
	} {
		g.InBytes = true
		if _, err := Run(t.Context(), g.Trace, g.Grid, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
