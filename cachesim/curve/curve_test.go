package curve

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// TestLRU wants the curve to be what LRU does at every size, with drops,
// flushes and stores, and through many renumberings.
func TestLRU(t *testing.T) {
	t.Parallel()
	lru, _ := sim.Lookup("lru")
	rapid.Check(t, func(t *rapid.T) {
		commands := rapid.Uint32Range(1, 12).Draw(t, "commands")
		ev := new(sim.Events)
		for _, n := range rapid.SliceOfN(rapid.Uint32Range(0, 1000), 1, 300).Draw(t, "events") {
			var err error
			switch id := n % commands; {
			case n > 990:
				err = ev.Flush()
			case n > 800:
				err = ev.Drop(id)
			case n > 700:
				err = ev.Store(id, 0)
			default:
				err = ev.Lookup(id, 0)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		got := LRU(ev)
		for size := 1; size <= got.Max()+1; size++ {
			want := lru.Replay(context.Background(), ev, sim.Config{Sizes: []int{size}})[0]
			if got.Hits(size) != want.Hits || got.HitRatio(size) != want.HitRatio() {
				t.Fatalf("%d hits at %d, want %d", got.Hits(size), size, want.Hits)
			}
		}
	})
}

// TestRenumber holds a long trace of few commands to LRU.
func TestRenumber(t *testing.T) {
	t.Parallel()
	lru, _ := sim.Lookup("lru")
	ev := new(sim.Events)
	for i := range uint32(10 * minPositions) {
		if err := ev.Lookup(i*i%97, 0); err != nil {
			t.Fatal(err)
		}
		if i%5 == 0 {
			if err := ev.Drop(i % 97); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := LRU(ev)
	sizes := []int{1, 2, 5, 10, 20, 40, 60, 97}
	for i, want := range lru.Replay(context.Background(), ev, sim.Config{Sizes: sizes}) {
		if got.Hits(sizes[i]) != want.Hits {
			t.Errorf("%d hits at %d, want %d", got.Hits(sizes[i]), sizes[i], want.Hits)
		}
	}
}

// TestSplit wants any number of goroutines to count the same.
func TestSplit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.Uint32Range(0, 30), 1, 400).Draw(t, "ids")
		want := split(ids, 31, 1)
		for n := 2; n < 6; n++ {
			if got := split(ids, 31, n); !slices.Equal(got, want) {
				t.Fatalf("%d goroutines: %v, want %v", n, got, want)
			}
		}
	})
}

// TestShares wants later shares to be shorter, as they catch up with more.
func TestShares(t *testing.T) {
	t.Parallel()
	b := shares(1000, 3)
	if b[0] != 0 || b[3] != 1000 || b[1]-b[0] <= b[2]-b[1] || b[2]-b[1] <= b[3]-b[2] {
		t.Errorf("%v", b)
	}
}

func TestNoLookups(t *testing.T) {
	t.Parallel()
	c := LRU(new(sim.Events))
	if c.Hits(-1) != 0 || c.Hits(5) != 0 || c.HitRatio(1) != 0 || c.Max() != 0 {
		t.Errorf("%+v", c)
	}
}

func TestLadder(t *testing.T) {
	t.Parallel()
	sizes := Curve{hits: make([]uint64, 1_500_904)}.Ladder()
	if n := len(sizes); n < 500 || n > 1000 || sizes[0] != 1 || sizes[9] != 10 || sizes[n-2] >= 1_500_903 || sizes[n-1] < 1_500_903 {
		t.Errorf("%d sizes: %v", n, sizes)
	}
	less := Curve{hits: make([]uint64, 1_000)}.Ladder()
	if !slices.Equal(less, sizes[:len(less)]) {
		t.Error("a shorter ladder is not the beginning of a longer one")
	}
	if one := new(Curve).Ladder(); !slices.Equal(one, []int{1}) {
		t.Errorf("%v", one)
	}
}

func TestHeap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var h heap
		var want []uint32
		for _, p := range rapid.SliceOf(rapid.Uint32Range(0, 100)).Draw(t, "positions") {
			switch slices.Sort(want); {
			case p%3 == 0 && len(want) > 0:
				if got := h.pop(); got != want[len(want)-1] {
					t.Fatalf("pop %d, want %d", got, want[len(want)-1])
				}
				want = want[:len(want)-1]
			case p%7 == 0 && len(want) > 0:
				if got := h.replace(p); got != want[len(want)-1] {
					t.Fatalf("replace %d, want %d", got, want[len(want)-1])
				}
				want[len(want)-1] = p
			default:
				h.push(p)
				want = append(want, p)
			}
		}
	})
}

func BenchmarkLRU(b *testing.B) {
	ev := new(sim.Events)
	for i := range uint64(2_000_000) {
		z := i * 0x9e3779b97f4a7c15 >> 40
		if err := ev.Lookup(uint32(z*z>>28%200_000), 0); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for range b.N {
		LRU(ev)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*ev.Len()), "ns/req")
}
