package sim

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestBeladyIsNeverBeaten holds every policy to the bound, with writes; but for
// those that may refuse to store.
func TestBeladyIsNeverBeaten(t *testing.T) {
	t.Parallel()
	bound, _ := Lookup("belady")
	rapid.Check(t, func(t *rapid.T) {
		ev := events(t)
		cfg := Config{Sizes: []int{rapid.IntRange(1, 32).Draw(t, "size")}, Seed: rapid.Uint64().Draw(t, "seed")}
		best := bound.Replay(context.Background(), ev, cfg)[0].Hits
		for _, p := range registry {
			if ev.Dues() != nil && strings.HasPrefix(p.Name, "valkey-volatile-") {
				continue
			}
			if got := p.Replay(context.Background(), ev, cfg)[0].Hits; got > best {
				t.Fatalf("%s has %d hits, the bound %d", p.Name, got, best)
			}
		}
	})
}

// TestRoomForAll wants compulsory misses alone where everything fits.
func TestRoomForAll(t *testing.T) {
	t.Parallel()
	ev := zipf(5000, 300)
	for _, p := range registry {
		for _, c := range p.Replay(context.Background(), ev, Config{Sizes: []int{300, 301, 5000}}) {
			if c.Misses() != ev.see().any || c.Evictions != 0 {
				t.Errorf("%s: %d misses, %d evictions, want %d, 0", p.Name, c.Misses(), c.Evictions, ev.see().any)
			}
		}
	}
}

// TestPeak wants policies to be alike from a size on where there is always room,
// and FIFO to evict below it.
func TestPeak(t *testing.T) {
	t.Parallel()
	fifo, _ := Lookup("fifo")
	rapid.Check(t, func(t *rapid.T) {
		ev := events(t)
		cfg := Config{
			TTL:  time.Duration(rapid.Int64Range(0, 40).Draw(t, "ttl")) * rapid.SampledFrom([]time.Duration{1, 3e8}).Draw(t, "unit"),
			Seed: rapid.Uint64().Draw(t, "seed"),
		}
		peak := ev.Peak(cfg.TTL)
		cfg.Sizes = []int{max(peak-1, 1), max(peak, 1), peak + 1, peak + 7, 2*peak + 1}
		want := fifo.Replay(context.Background(), ev, cfg)
		if peak > 1 && want[0].Evictions == 0 {
			t.Fatalf("the peak is said to be %d: nothing is evicted at %d", peak, peak-1)
		}
		for _, p := range registry {
			got := p.Replay(context.Background(), ev, cfg)
			if diff := cmp.Diff(want[1:], got[1:]); diff != "" && p.EvictsWhenFull() {
				t.Fatalf("%s differs from fifo at %d and above:\n%s", p.Name, peak, diff)
			}
		}
	})
}

// TestEvictsWhenFull fills a cache to the brim, and wants evictions from those
// who say so.
func TestEvictsWhenFull(t *testing.T) {
	t.Parallel()
	const commands = 300
	ev, rng := new(Events), rand.New(rand.NewPCG(1, 2))
	for i := range 50_000 {
		id := uint32(i)
		if i >= commands {
			id = rng.Uint32N(commands)
		}
		if err := ev.Lookup(id, 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range registry {
		n := p.Replay(context.Background(), ev, Config{Sizes: []int{commands}})[0].Evictions
		if p.EvictsWhenFull() != (n == 0) {
			t.Errorf("%s: %d evictions", p.Name, n)
		}
	}
}

// TestSmallSizesHit wants hits from caches of any size, however their queues
// are rounded: a command looked up twice in a row is inside.
func TestSmallSizesHit(t *testing.T) {
	t.Parallel()
	ev := new(Events)
	for i := range uint32(400) {
		if err := ev.Lookup(i/2, 0); err != nil {
			t.Fatal(err)
		}
	}
	sizes := []int{}
	for size := 1; size <= 120; size++ {
		sizes = append(sizes, size)
	}
	for _, p := range registry {
		for i, c := range p.Replay(context.Background(), ev, Config{Sizes: sizes}) {
			if c.Hits != 200 || c.Entries > uint64(sizes[i]) {
				t.Errorf("%s at %d: %d hits, %d entries", p.Name, sizes[i], c.Hits, c.Entries)
			}
		}
	}
}

// TestNumbersDoNotMatter gives the commands other numbers and wants the same
// counts; only those who hash the numbers may differ a little.
func TestNumbersDoNotMatter(t *testing.T) {
	t.Parallel()
	ev, other := zipf(20_000, 1000), new(Events)
	numbers := rand.New(rand.NewPCG(3, 4)).Perm(1000)
	for _, id := range ev.ids {
		if err := other.Lookup(uint32(numbers[id]), 0); err != nil {
			t.Fatal(err)
		}
	}
	cfg := Config{Sizes: []int{3, 10, 50, 100, 400}, Seed: 5}
	for _, p := range registry {
		if strings.HasPrefix(p.Name, "wtinylfu") || strings.HasPrefix(p.Name, "valkey-") {
			continue
		}
		want, got := p.Replay(context.Background(), ev, cfg), p.Replay(context.Background(), other, cfg)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -numbers +others\n%s", p.Name, diff)
		}
	}
}
