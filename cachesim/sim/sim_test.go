package sim

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// events draws a trace of few commands, so that they meet often.
func events(t *rapid.T) *Events {
	ev := new(Events)
	commands := rapid.Uint32Range(1, 30).Draw(t, "commands")
	busy := rapid.Bool().Draw(t, "writes")
	mortal := busy && rapid.Bool().Draw(t, "lifetimes")
	now := int64(1)
	unit := rapid.SampledFrom([]int64{1, 1, 3e8, 20e9, 9000 * 60e9}).Draw(t, "unit")
	for range rapid.IntRange(0, 400).Draw(t, "events") {
		id := rapid.Uint32Range(0, commands-1).Draw(t, "id")
		now += unit * rapid.Int64Range(0, 3).Draw(t, "wait")
		kind := 0
		if busy {
			kind = rapid.IntRange(0, 42).Draw(t, "kind")
		}
		var err error
		switch {
		case kind > 40:
			err = ev.Expire(id)
		case kind == 40:
			err = ev.Flush()
		case kind == 39:
			err = ev.StaleAll()
		case kind > 36:
			err = ev.Stale(id)
		case kind > 33:
			err = ev.Drop(id)
		case kind > 30:
			err = ev.Store(id, now)
		default:
			err = ev.Lookup(id, now)
		}
		if err != nil {
			t.Fatal(err)
		}
		if mortal && rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
			if kind <= 30 || kind > 33 {
				id = rapid.Uint32Range(0, commands-1).Draw(t, "id")
			}
			due := now + unit*rapid.Int64Range(1, 30).Draw(t, "lifetime")
			if rapid.Bool().Draw(t, "for ever") {
				due = math.MaxInt64
			}
			if err := ev.Lifetime(id, due); err != nil {
				t.Fatal(err)
			}
		}
	}
	return ev
}

// TestPoliciesEqualModels replays random traces at many sizes together and
// wants what a naive cache of each size says.
func TestPoliciesEqualModels(t *testing.T) {
	t.Parallel()
	for _, policy := range registry {
		t.Run(policy.Name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				ev := events(t)
				cfg := Config{
					Sizes: rapid.SliceOfN(rapid.IntRange(1, 32), 1, Lanes+3).Draw(t, "sizes"),
					TTL:   time.Duration(rapid.SampledFrom([]int{0, 0, 1, 7, 30, 1000, 1e9}).Draw(t, "ttl")),
					Seed:  rapid.Uint64().Draw(t, "seed"),
				}
				got := policy.Replay(context.Background(), ev, cfg)
				want := []Counts{}
				for _, size := range cfg.Sizes {
					want = append(want, newModel(policy.Name, ev, size, int64(cfg.TTL), cfg.Seed).replay(ev))
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("-model +engine\n%s", diff)
				}
			})
		})
	}
}

// TestWideCachesEqualModels has policies whose parts are shares of the size look at
// what drifts, comes in bursts, once, and in loops, until their sketches have aged
// and their windows adapted.
func TestWideCachesEqualModels(t *testing.T) {
	t.Parallel()
	ev, rng := new(Events), rand.New(rand.NewPCG(7, 11))
	for i := range uint32(4500) {
		id := uint32(math.Exp(rng.Float64()*6)) + i/40
		switch {
		case i%1500 > 1100:
			id = 1000 + i%110
		case rng.IntN(3) == 0:
			id = 2000 + i
		}
		for range 1 + rng.IntN(5)/3 {
			if err := ev.Lookup(id, 0); err != nil {
				t.Fatal(err)
			}
		}
		if rng.IntN(30) == 0 {
			if err := ev.Drop(id - rng.Uint32N(9)%(id+1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	sizes := []int{5, 12, 24, 40, 101, 200}
	for _, name := range []string{"slru", "slru-2", "2q", "arc", "s3fifo", "s3fifo-1", "lirs", "lirs-eager", "wtinylfu", "wtinylfu-caffeine"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy, _ := Lookup(name)
			for i, got := range policy.Replay(t.Context(), ev, Config{Sizes: sizes, Seed: 3}) {
				if want := newModel(policy.Name, ev, sizes[i], 0, 3).replay(ev); got != want {
					t.Errorf("at %d: %+v\nmodel: %+v", sizes[i], got, want)
				}
			}
		})
	}
}

func TestReplayStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, p := range registry {
		if got := p.Replay(ctx, zipf(10, 5), Config{Sizes: []int{2}}); got != nil {
			t.Errorf("%s gives %v after the end of its context", p.Name, got)
		}
	}
}

func TestLookupPolicies(t *testing.T) {
	t.Parallel()
	for _, name := range Policies() {
		if p, ok := Lookup(name); !ok || p.Name != name {
			t.Errorf("%s is not found", name)
		}
	}
	if _, ok := Lookup("nosuch"); ok {
		t.Error("a policy nobody wrote is found")
	}
}

// TestTTLWithoutTimes wants a trace without times to stand still.
func TestTTLWithoutTimes(t *testing.T) {
	t.Parallel()
	ev := new(Events)
	for range 3 {
		if err := ev.Lookup(0, 0); err != nil {
			t.Fatal(err)
		}
	}
	got := replay(newLRU)(context.Background(), ev, Config{Sizes: []int{1}, TTL: time.Second})
	if got[0].Hits != 2 {
		t.Errorf("%d hits, want 2", got[0].Hits)
	}
}

func TestHitRatio(t *testing.T) {
	t.Parallel()
	if got := (Counts{}).HitRatio(); got != 0 {
		t.Errorf("no lookups: %v", got)
	}
	c := Counts{Requests: 4, Hits: 3}
	if c.HitRatio() != 0.75 || c.Misses() != 1 {
		t.Errorf("%v %v", c.HitRatio(), c.Misses())
	}
}

// TestSteadyCachesEqualOthers wants the same of caches that take lookups together as of
// those that take them one by one, as somebody wants to hear of misses: of favourites that
// change, at times alone, and of what comes back when it may be about to leave.
func TestSteadyCachesEqualOthers(t *testing.T) {
	t.Parallel()
	ev, rng := new(Events), rand.New(rand.NewPCG(5, 13))
	for i := range uint32(100_000) {
		id := 10_000 + i
		switch phase := i / 5000 % 4; {
		case phase == 0 || rng.IntN(2) == 0:
			id = i/(50+100*phase) - uint32(min(rng.ExpFloat64()*float64(1+10*phase), float64(i/500)))
		case rng.IntN(6) == 0:
			id -= min(i, uint32(rng.IntN(300)))
		}
		if err := ev.Lookup(id, 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"fifo", "lru", "lfu", "clock", "sieve", "2q", "arc", "s3fifo", "s3fifo-1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy, _ := Lookup(name)
			for _, sizes := range [][]int{{1, 2, 3}, {8}, {20}, {50}, {100, 250}, {600, 2000}} {
				got := policy.Replay(t.Context(), ev, Config{Sizes: sizes})
				want := policy.Replay(t.Context(), ev, Config{Sizes: sizes, Missed: func(uint32, uint8, int) {}})
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("at %d: -one by one +together\n%s", sizes, diff)
				}
			}
		})
	}
}

// zipf makes n lookups of commands, the first the most frequent.
func zipf(n, commands int) *Events {
	ev, rng := new(Events), rand.New(rand.NewPCG(1, 2))
	for range n {
		rank := math.Exp(rng.Float64() * math.Log(float64(commands)))
		if err := ev.Lookup(uint32(rank)-1, 0); err != nil {
			panic(err)
		}
	}
	return ev
}

// BenchmarkReplay gives the time of one request at one size, alone and of
// eight together.
func BenchmarkReplay(b *testing.B) {
	const commands = 200_000
	ev := zipf(2_000_000, commands)
	sizes := []int{20_000, 100, 1000, 4000, 10_000, 40_000, 80_000, 150_000}
	for _, p := range registry {
		for _, n := range []int{1, Lanes} {
			b.Run(p.Name+"/"+string(rune('0'+n)), func(b *testing.B) {
				for range b.N {
					p.Replay(context.Background(), ev, Config{Sizes: sizes[:n]})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*ev.Len()*n), "ns/req")
			})
		}
	}
}

// TestSplit gives every owner what is its own, and all that concerns all.
func TestSplit(t *testing.T) {
	t.Parallel()
	ev := new(Events)
	for i, id := range []uint32{0, 1, 2, 1} {
		ev.Own(id, int(id)%2)
		if err := ev.Lookup(id, int64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{ev.Drop(1), ev.Flush(), ev.Lookup(2, 9)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	split := ev.Split()
	type seen struct {
		IDs      []uint32
		Ops      []Op
		Commands int
		Lookups  uint64
	}
	got := []seen{}
	for _, e := range split {
		got = append(got, seen{e.ids, e.ops, e.Commands(), e.Lookups()})
	}
	want := []seen{
		{[]uint32{0, 1, 0, 1}, []Op{OpLookup, OpLookup, OpFlush, OpLookup}, 2, 3},
		{[]uint32{0, 0, 0, 0}, []Op{OpLookup, OpLookup, OpDrop, OpFlush}, 1, 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if one := split[0].Split(); len(one) != 1 || one[0] != split[0] {
		t.Error("the events of one cache are split")
	}
}
