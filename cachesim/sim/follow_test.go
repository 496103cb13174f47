package sim

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFollower wants of a replay that begins with the first event what one of the
// whole says, whatever the pieces in which the others come.
func TestFollower(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rng, 1.1, 1, 3000)
	ids := make([]uint32, 2*blockLen+1000)
	numbers := map[uint64]uint32{}
	for i := range ids {
		key := zipf.Uint64()
		if _, known := numbers[key]; !known {
			numbers[key] = uint32(len(numbers))
		}
		ids[i] = numbers[key]
	}
	cfg := Config{Sizes: []int{10, 300, 1 << 20}, Seed: 3}
	for _, p := range registry {
		if !p.Follows() {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			whole := new(Events)
			if err := whole.LookupAll(ids[:100], nil); err != nil {
				t.Fatal(err)
			}
			f := Follow(whole, float64(len(ids)))
			done := make(chan []Counts)
			go func() { done <- f.Replay(context.Background(), p, cfg) }()
			for from, n := 100, 0; from < len(ids); from += n {
				n = min(2*n+100, len(ids)-from)
				if err := whole.LookupAll(ids[from:from+n], nil); err != nil || !f.Grow() {
					t.Fatal("it cannot follow", err)
				}
			}
			f.End()
			if diff := cmp.Diff(p.Replay(context.Background(), whole, cfg), <-done); diff != "" {
				t.Errorf("-whole +followed\n%s", diff)
			}
		})
	}
}

// TestFollowerCannot wants it to be said where more comes than was foretold, or
// something else.
func TestFollowerCannot(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(e *Events) error{
		"events":   func(e *Events) error { return e.LookupAll(make([]uint32, 2), nil) },
		"commands": func(e *Events) error { return e.Lookup(4, 0) },
		"drops":    func(e *Events) error { return e.Drop(0) },
	} {
		e := new(Events)
		if err := e.LookupAll([]uint32{0, 1}, nil); err != nil {
			t.Fatal(err)
		}
		f := Follow(e, 2)
		if err := e.LookupAll([]uint32{3}, nil); err != nil || !f.Grow() {
			t.Errorf("%s: one lookup: %v", name, err)
		}
		if err := then(e); err != nil || f.Grow() {
			t.Errorf("%s: it follows; %v", name, err)
		}
	}
}

// TestFollowerStops ends the context while a replay waits for events.
func TestFollowerStops(t *testing.T) {
	t.Parallel()
	e := new(Events)
	if err := e.Lookup(0, 0); err != nil {
		t.Fatal(err)
	}
	f := Follow(e, 1000)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	p, _ := Lookup("lru")
	if got := f.Replay(ctx, p, Config{Sizes: []int{1}}); got != nil {
		t.Errorf("counts %v of a replay that was given up", got)
	}
}
