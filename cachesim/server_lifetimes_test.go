package cachesim

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestServerLifetimes has an application read through a real server with a
// volatile policy: a share of the keys has lifetimes, each its own, of which some
// end meanwhile; the others have none. What MONITOR would show is replayed as the
// server's own memory. VKCHECK_SERVER_RUNS=5 takes a mean of five runs.
//
// Where few have one, their room is taken by those that have none, until the
// server refuses to store.
func TestServerLifetimes(t *testing.T) {
	lab.Plain(t)
	if testing.Short() {
		t.Skip("takes seconds")
	}
	profile := profileOf(t, "server")
	runs := 1
	if s := os.Getenv("VKCHECK_SERVER_RUNS"); s != "" {
		runs = int(number(t, s))
	}
	for _, tt := range []struct {
		policy  string
		mortal  uint32 // percent
		refuses bool
	}{{"volatile-ttl", 90, false}, {"volatile-lru", 40, true}, {"volatile-lru", 90, false}} {
		if runs == 1 && tt.policy == "volatile-lru" && !tt.refuses {
			continue // seconds for what the other two show nearly as well
		}
		t.Run(fmt.Sprint(tt.policy, " ", tt.mortal), func(t *testing.T) {
			var real, simulated, other float64
			for run := range runs {
				a := mortalKeys(t, tt.policy, tt.mortal, uint64(run))
				trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(a.monitor.String())}, profile, nil)
				if err != nil {
					t.Fatal(err)
				}
				size := a.size / a.samples
				real += float64(a.hits) / float64(a.reads) / float64(runs)
				simulated += cell(t, trace, "valkey-"+tt.policy, size, 0, 1).HitRatio() / float64(runs)
				other += cell(t, trace, "lru", size, 0, 1).HitRatio() / float64(runs)
				if trace.Lifetimes.Expired < 100 || (a.refused > 1000) != tt.refuses {
					t.Errorf("%d commands were refused, %+v", a.refused, trace.Lifetimes)
				}
			}
			t.Logf("server %.4f, engine %.4f (lru %.4f)", real, simulated, other)
			most := 0.01
			if runs < 5 { // of a run on a loaded machine, whose clocks tick while it waits
				most = 0.025
			}
			if math.Abs(real-simulated) > most {
				t.Errorf("server %.4f, engine %.4f: more than %v apart", real, simulated, most)
			}
			if math.Abs(real-other) < 0.02 {
				t.Error("any policy would have passed")
			}
		})
	}
}

// mortalKeys runs the application.
func mortalKeys(t *testing.T, policy string, mortal uint32, seed uint64) *application {
	t.Helper()
	a, value := application{do: onServer(t, policy)}, strings.Repeat("x", 100)
	lot := func(key string) uint32 { // of a key: the same every time
		n := uint32(number(t, strings.TrimLeft(key[len("key:"):]+"1", "0")))
		return n * 2654435761 >> 8
	}
	set := func(key string) []string {
		switch n := lot(key); {
		case n%100 >= mortal:
			return []string{"SET", key, value}
		case n%100 < mortal/8:
			return []string{"SET", key, value, "PX", fmt.Sprint(100 + n>>8%500)}
		default:
			return []string{"SET", key, value, "EX", fmt.Sprint(100_000 + n>>8%100_000)}
		}
	}
	keys := driftingKeys(150_000, 60_000, seed)
	const batch = 50
	for from := 0; from < len(keys); from += batch {
		var more [][]string
		if from/batch%3 == 0 {
			name := func(n int) string { return fmt.Sprintf("key:%08d", n%60_000) }
			more = [][]string{{"DEL", name(int(keys[from]))}, {"EXPIRE", name(from * 7919), "150000", "GT"}, {"PERSIST", name(from * 104729)}, {"EXPIRE", name(from * 31), "120000", "NX"}}
		}
		// A key that is missing is read once until it is stored.
		some := slices.Compact(slices.Sorted(slices.Values(keys[from:min(from+batch, len(keys))])))
		if a.read(some, set, more...); from > len(keys)/2 {
			a.measure(t)
		}
	}
	return &a
}
