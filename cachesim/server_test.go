package cachesim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// readThrough is what an application does with a cache, in one script so that
// many can be sent together: read, and store what was missing.
const readThrough = `if server.call('GET', KEYS[1]) then return 1 end
server.call('SET', KEYS[1], ARGV[1], 'EX', 100000) return 0`

// TestServerPolicies replays a trace on a real server with maxmemory, and in
// the engine at the times of the real replay, with the server's DBSIZE for a
// capacity. VKCHECK_SERVER_RUNS=5 takes a mean of five runs.
//
// Their first second is the hardest: most entries are equally idle, and where
// they stand in the server's table decides.
func TestServerPolicies(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	runs, requests := 1, 150_000
	if s := os.Getenv("VKCHECK_SERVER_RUNS"); s != "" {
		runs, requests = int(number(t, s)), 600_000
	}
	for _, policy := range Policies() {
		name, ok := strings.CutPrefix(policy, "valkey-")
		if !ok {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var real, simulated, other float64
			for run := range runs {
				keys := driftingKeys(requests, 60_000, uint64(run))
				size, hits, ev := replayOnServer(t, name, keys)
				real += float64(hits) / float64(requests) / float64(runs)
				simulated += hitRatio(t, policy, ev, size) / float64(runs)
				other += hitRatio(t, "lru", ev, size) / float64(runs)
			}
			t.Logf("server %.4f, engine %.4f (lru %.4f)", real, simulated, other)
			if math.Abs(real-simulated) > 0.01 {
				t.Errorf("server %.4f, engine %.4f: more than one point apart", real, simulated)
			}
			if math.Abs(real-other) < 0.02 {
				t.Error("any policy would have passed")
			}
		})
	}
}

// driftingKeys draws keys of which some are asked for much more often than
// others; which ones they are drifts slowly.
func driftingKeys(n, keys int, seed uint64) []uint32 {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]uint32, n)
	for i := range out {
		rank := int(math.Exp(rng.Float64()*math.Log(float64(keys)))) - 1
		if rng.IntN(2) == 0 {
			rank = rng.IntN(keys / 6)
		}
		out[i] = uint32((rank + i/8) % keys)
	}
	return out
}

func hitRatio(t *testing.T, policy string, ev *sim.Events, size int) float64 {
	t.Helper()
	p, ok := sim.Lookup(policy)
	if !ok {
		t.Fatal(policy)
	}
	return p.Replay(t.Context(), ev, sim.Config{Sizes: []int{size}, Seed: 1})[0].HitRatio()
}

// replayOnServer gives the mean DBSIZE of the second half, the hits, and the
// events with their times.
func replayOnServer(t *testing.T, policy string, keys []uint32) (size, hits int, ev *sim.Events) {
	t.Helper()
	v, err := lab.StartValkey(lab.ValkeyOptions{Args: []string{"--maxmemory", "4mb", "--maxmemory-policy", policy}})
	lab.Need(t, err)
	defer func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	c, err := conn.Dial(ctx, conn.Options{Addr: v.Addr})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // it was only asked
	do := func(commands ...[]string) []resp.Value {
		replies, err := c.Pipeline(ctx, commands)
		if err != nil {
			t.Fatal(err)
		}
		return replies
	}
	script, value := do([]string{"SCRIPT", "LOAD", readThrough})[0].Text(), strings.Repeat("x", 100)
	ev = new(sim.Events)
	const batch = 100
	sum, samples := 0, 0
	for from := 0; from < len(keys); from += batch {
		some := keys[from:min(from+batch, len(keys))]
		commands := make([][]string, 0, batch+1)
		at := time.Now().UnixNano()
		for _, k := range some {
			commands = append(commands, []string{"EVALSHA", script, "1", fmt.Sprintf("key:%08d", k), value})
			if err := ev.Lookup(k, at); err != nil {
				t.Fatal(err)
			}
		}
		replies := do(append(commands, []string{"DBSIZE"})...)
		for i, r := range replies {
			n, ok := r.Int()
			if !ok {
				t.Fatalf("%s: %s", strconv.Itoa(i), r.Text())
			}
			if i < len(some) {
				hits += int(n)
			} else if from > len(keys)/2 {
				sum += int(n)
				samples++
			}
		}
	}
	return sum / samples, hits, ev
}
