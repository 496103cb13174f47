package cachesim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// drifting is a trace of keys, longer and wider than those that are drawn: what is
// asked for drifts, some of it comes in bursts, and much once.
func drifting(requests, keys int) string {
	var text strings.Builder
	rng := rand.New(rand.NewPCG(7, 11))
	for i := 0; i < requests; i++ {
		key := int(math.Exp(rng.Float64()*math.Log(float64(keys)))) + i/64
		if rng.IntN(4) == 0 {
			key = 1_000_000 + i
		}
		for range 1 + rng.IntN(5)/2 {
			fmt.Fprintln(&text, key)
		}
	}
	return text.String()
}

// TestLongEqualsLiveCache replays it through live caches with queues of more than an
// entry or two.
func TestLongEqualsLiveCache(t *testing.T) {
	t.Parallel()
	trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(drifting(4_000, 400))}, profileOf(t, "none"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, policy := range []string{"lru", "lfu", "random", "sieve", "s3fifo"} {
		for _, size := range []int{20, 57, 150} {
			c := cell(t, trace, policy, size, 0, 5)
			if want := replayLive(t, trace, policy, size, 0, 5); c.Hits != want.Hits || c.Evictions != want.Evictions {
				t.Errorf("%s at %d: %d hits, %d evictions, the live cache %d, %d", policy, size, c.Hits, c.Evictions, want.Hits, want.Evictions)
			}
		}
	}
}
