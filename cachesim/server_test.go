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
	lab.Plain(t)
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

// onServer starts a server with maxmemory and gives what asks it many things at
// once.
func onServer(t *testing.T, policy string) func(commands ...[]string) []resp.Value {
	t.Helper()
	v, err := lab.StartValkey(lab.ValkeyOptions{Args: []string{"--maxmemory", "4mb", "--maxmemory-policy", policy}})
	lab.Need(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	c, err := conn.Dial(ctx, conn.Options{Addr: v.Addr})
	t.Cleanup(func() {
		if err == nil {
			_ = c.Close() // it was only asked
		}
		cancel()
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(commands ...[]string) []resp.Value {
		replies, err := c.Pipeline(ctx, commands)
		if err != nil {
			t.Fatal(err)
		}
		return replies
	}
}

// replayOnServer gives the mean DBSIZE of the second half, the hits, and the
// events with their times.
func replayOnServer(t *testing.T, policy string, keys []uint32) (size, hits int, ev *sim.Events) {
	t.Helper()
	do := onServer(t, policy)
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

// TestServerMemory has an application read through a real server, with other
// writes and deletions among it, and replays what MONITOR would show as the
// server's own memory.
func TestServerMemory(t *testing.T) {
	lab.Plain(t)
	if testing.Short() {
		t.Skip("takes seconds")
	}
	profile := profileOf(t, "server")
	for _, policy := range []string{"allkeys-lru", "allkeys-lfu", "allkeys-random"} {
		t.Run(policy, func(t *testing.T) {
			text, size, real := readThroughServer(t, policy)
			trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(text)}, profile, nil)
			if err != nil {
				t.Fatal(err)
			}
			simulated := cell(t, trace, "valkey-"+policy, size, 0, 1).HitRatio()
			t.Logf("server %.4f, engine %.4f", real, simulated)
			if math.Abs(real-simulated) > 0.015 { // of one run
				t.Errorf("server %.4f, engine %.4f", real, simulated)
			}
		})
	}
}

// application reads through a real server, and keeps what MONITOR would show.
type application struct {
	do            func(commands ...[]string) []resp.Value
	monitor       strings.Builder
	reads, hits   int
	refused       int // commands
	size, samples int // DBSIZE, in the second half
}

// ask sends commands together. What the server refuses, MONITOR does not show.
func (a *application) ask(commands [][]string) []resp.Value {
	now := time.Now().UnixMicro()
	replies := a.do(commands...)
	for i, args := range commands {
		if replies[i].IsError() {
			a.refused++
			continue
		}
		fmt.Fprintf(&a.monitor, "%d.%06d [0 127.0.0.1:1]", now/1_000_000, now%1_000_000)
		for _, arg := range args {
			fmt.Fprintf(&a.monitor, " %q", arg)
		}
		a.monitor.WriteByte('\n')
	}
	return replies
}

// read reads some keys and stores what is missing, by the command that set gives
// for it, and what else is to be written.
func (a *application) read(keys []uint32, set func(key string) []string, more ...[]string) {
	var reads, writes [][]string
	for _, k := range keys {
		reads = append(reads, []string{"GET", fmt.Sprintf("key:%08d", k)})
	}
	written := map[string]bool{}
	for i, reply := range a.ask(reads) {
		a.reads++
		if key := reads[i][1]; !reply.IsNull() {
			a.hits++
		} else if !written[key] {
			written[key] = true
			writes = append(writes, set(key))
		}
	}
	a.ask(append(writes, more...))
}

// measure takes a sample of the server's size.
func (a *application) measure(t *testing.T) {
	t.Helper()
	n, ok := a.do([]string{"DBSIZE"})[0].Int()
	if !ok {
		t.Fatal("no DBSIZE")
	}
	a.size, a.samples = a.size+int(n), a.samples+1
}

// readThroughServer gives the text of MONITOR, the mean DBSIZE of the second
// half, and the share of the reads that found their key.
func readThroughServer(t *testing.T, policy string) (text string, size int, hitRatio float64) {
	t.Helper()
	a, value := application{do: onServer(t, policy)}, strings.Repeat("x", 100)
	set := func(key string) []string { return []string{"SET", key, value, "EX", "100000"} }
	keys := driftingKeys(60_000, 40_000, 1)
	const batch = 50
	for from := 0; from < len(keys); from += batch {
		var more [][]string
		if from/batch%3 == 0 {
			more = append(more, []string{"DEL", fmt.Sprintf("key:%08d", keys[from])}, []string{"SET", fmt.Sprintf("key:%08d", from*7919%40_000), value})
		}
		if a.read(keys[from:min(from+batch, len(keys))], set, more...); from > len(keys)/2 {
			a.measure(t)
		}
	}
	return a.monitor.String(), a.size / a.samples, float64(a.hits) / float64(a.reads)
}
