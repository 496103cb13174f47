package cachesim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// loadSample loads a sample of a trace, as valkey-py sees it.
func loadSample(t testing.TB, path string, s client.Sampling) *Trace {
	t.Helper()
	p := profileOf(t, "valkey-py")
	tr, err := Load(context.Background(), Source{Name: path, Sampling: s}, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// grid runs policies that draw no lots and gives the cells.
func grid(t testing.TB, tr *Trace, sizes ...int) []Cell {
	t.Helper()
	got, err := Run(context.Background(), tr, Grid{Policies: []string{"fifo", "lru", "lfu", "sieve", "s3fifo", "arc", "2q"}, Sizes: sizes}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got.Cells
}

// TestSampleShrinks wants a sample that had to be halved to be what a sample of
// that rate is from the beginning: with writes, several keys and flushes.
func TestSampleShrinks(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	path := lab.Shared(t, "traces/monitor_synth.txt.gz")
	for _, s := range []client.Sampling{{Keys: 2500, Seed: 3}, {Memory: 36<<20 + 900<<10, Seed: 4}} {
		shrunk := loadSample(t, path, s)
		if shrunk.Rate > 0.5 {
			t.Fatalf("%+v: rate %v", s, shrunk.Rate)
		}
		fixed := loadSample(t, path, client.Sampling{Rate: shrunk.Rate, Seed: s.Seed})
		if diff := cmp.Diff(fixed.Summary, shrunk.Summary); diff != "" {
			t.Errorf("-fixed +shrunk\n%s", diff)
		}
		size := int(MinScaled/shrunk.Rate) + 1
		if diff := cmp.Diff(grid(t, fixed, size, 3*size), grid(t, shrunk, size, 3*size)); diff != "" {
			t.Errorf("-fixed +shrunk\n%s", diff)
		}
	}
}

// curveError gives mean and greatest absolute error of a sample's curve over a
// thousand sizes.
func curveError(exact, sample interface {
	HitRatio(int) float64
	Max() int
},
) (mean, greatest float64) {
	const sizes = 1000
	for i := 1; i <= sizes; i++ {
		size := exact.Max() * i / sizes
		e := math.Abs(exact.HitRatio(size) - sample.HitRatio(size))
		mean += e / sizes
		greatest = max(greatest, e)
	}
	return mean, greatest
}

// TestSampleError bounds the error of the curve of samples: of a small trace
// here, of any other that the environment names by hand.
func TestSampleError(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	for _, tt := range []struct {
		path string
		rate float64
		most float64
	}{
		{lab.Shared(t, "traces/zipf200k.txt.gz"), 0.1, 0.005},
		{os.Getenv("VKCHECK_BENCH_TRACE"), 0.01, 0.003},
	} {
		if tt.path == "" {
			continue
		}
		exact := load(t, tt.path).Curve()
		var sum float64
		for seed := range uint64(5) {
			s := loadSample(t, tt.path, client.Sampling{Rate: tt.rate, Seed: seed})
			mean, greatest := curveError(exact, s.Curve())
			t.Logf("%s at %v, seed %d: mean error %.5f, greatest %.5f", tt.path, tt.rate, seed, mean, greatest)
			sum += mean / 5
		}
		if sum > tt.most {
			t.Errorf("%s: mean error %.5f, want at most %.5f", tt.path, sum, tt.most)
		}
	}
}

// TestSampleGrid wants each policy's estimate within its error of the exact
// result: three standard errors, and a thousandth for what is no error of
// sampling.
func TestSampleGrid(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	exact := load(t, lab.Shared(t, "traces/zipf200k.txt.gz"))
	sizes := []int{2000, 6000, 25000}
	want := grid(t, exact, sizes...)
	for seed := range uint64(6) {
		sample := exact.Sample(0.1, seed)
		errs := sample.Errors(sizes, false)
		for i, c := range grid(t, sample, sizes...) {
			if off := math.Abs(c.HitRatio() - want[i].HitRatio()); off > 3*errs[i%3]+0.001 {
				t.Errorf("seed %d: %s at %d is off by %.4f, standard error %.4f", seed, c.Policy, c.Size, off, errs[i%3])
			}
			if c.Requests != exact.Reads || c.Hits+c.Cold+c.Capacity != c.Requests {
				t.Errorf("%+v", c)
			}
		}
	}
	if e := exact.Errors(sizes, false); e[0] != 0 {
		t.Errorf("the whole trace has an error: %v", e)
	}
}

// sizedTrace is a CSV trace of Zipf's law whose values have lognormal sizes, of a
// thousand bytes in the median.
func sizedTrace(seed int64) string {
	r := rand.New(rand.NewSource(seed))
	keys := rand.NewZipf(r, 1.05, 20, 60_000)
	sizes := map[uint64]int{}
	var text strings.Builder
	text.WriteString("key,size\n")
	for range 100_000 {
		key := keys.Uint64()
		if sizes[key] == 0 {
			sizes[key] = int(1000 * math.Exp(r.NormFloat64()))
		}
		fmt.Fprintf(&text, "%d,%d\n", key, sizes[key])
	}
	return text.String()
}

// TestSampleGridInBytes is TestSampleGrid where caches are bounded in bytes, of
// samples and of partitions.
func TestSampleGridInBytes(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	text := sizedTrace(1)
	weighed := func(s client.Sampling) *Trace {
		trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(text), Extras: client.Extras{Bytes: true}, Sampling: s}, client.Profile{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return trace
	}
	g := Grid{Policies: []string{"lru", "s3fifo"}, Sizes: []int{5 << 20, 20 << 20}, InBytes: true, Bytes: true}
	run := func(trace *Trace) []Cell {
		r, err := Run(t.Context(), trace, g, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r.Cells
	}
	whole := weighed(client.Sampling{})
	want := run(whole)
	near := func(what string, at int, ratio, e float64) {
		c := want[at]
		if off := math.Abs(ratio - c.HitRatio()); off > 3*e+0.001 {
			t.Errorf("%s: %s at %d is off by %.4f, standard error %.4f", what, c.Policy, c.Size, off, e)
		}
	}
	for seed := range uint64(3) {
		for _, sample := range []*Trace{whole.Sample(0.1, seed), weighed(client.Sampling{Rate: 0.1, Seed: seed})} {
			errs := sample.Errors(g.Sizes, true)
			for i, c := range run(sample) {
				near(fmt.Sprintf("sample %d", seed), i, c.HitRatio(), errs[i%2])
			}
		}
	}
	var hits [4]uint64
	for part := range 3 {
		for i, c := range run(weighed(client.Sampling{Part: part + 1, Parts: 3})) {
			hits[i] += c.Hits
		}
	}
	for i, n := range hits {
		near("parts", i, float64(n)/float64(whole.Reads), 0.001)
	}
}

// TestSampleOfAHotKey has half of all lookups in one key, which the sample holds: it
// may neither count ten times nor look like ten.
func TestSampleOfAHotKey(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	r := rand.New(rand.NewSource(1))
	var text strings.Builder
	text.WriteString("time,key,size\n")
	for i := range 100_000 {
		key := fmt.Sprint("cold:", r.Intn(20_000))
		if i%2 == 0 {
			key = "hot:"
		}
		fmt.Fprintf(&text, "%d,%s,%d\n", i/100, key, 1000)
	}
	hot := func(s client.Sampling) (*Trace, Detail) {
		trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(text.String()), Extras: client.Extras{Texts: true, Bytes: true}, Sampling: s}, client.Profile{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		d, err := trace.Detail(t.Context(), DetailOptions{Policy: "lru", Size: 5000, Top: 1, Separator: ":", Intervals: 2})
		if err != nil {
			t.Fatal(err)
		}
		return trace, d
	}
	whole, want := hot(client.Sampling{})
	sample, got := whole, want
	for seed := uint64(1); got.Keys[0].Name != "hot:" || sample == whole; seed++ {
		sample, got = hot(client.Sampling{Rate: 0.1, Seed: seed})
	}
	if got.Keys[0] != want.Keys[0] {
		t.Errorf("the hot key: %+v, want %+v", got.Keys[0], want.Keys[0])
	}
	if n := got.Prefixes[0].Requests; n > whole.Reads {
		t.Errorf("%d requests of a prefix, of %d in all", n, whole.Reads)
	}
	for i, interval := range got.Intervals {
		if ratio, exact := float64(interval.Hits)/float64(interval.Requests), float64(want.Intervals[i].Hits)/float64(want.Intervals[i].Requests); math.Abs(ratio-exact) > 0.1 {
			t.Errorf("interval %d: %.4f, want %.4f", i, ratio, exact)
		}
	}
	result, err := Run(t.Context(), sample, Grid{Policies: []string{"lru"}, Sizes: []int{5000}, Bytes: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if b := result.Cells[0].Bytes; b.Requests != 100_000*1000 || math.Abs(float64(b.Hits)/1000-float64(result.Cells[0].Hits)) > 1 {
		t.Errorf("%+v bytes, %d hits", b, result.Cells[0].Hits)
	}
}

func TestSampleRefuses(t *testing.T) {
	t.Parallel()
	path := lab.Shared(t, "traces/zipf200k.txt.gz")
	s := loadSample(t, path, client.Sampling{Rate: 0.1})
	_, err := Run(context.Background(), s, Grid{Sizes: []int{1990}}, nil)
	if want := "cache size 1990: at 0.1 of the commands that is 199 entries, too few to tell: want at least 2000"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if sizes := s.DefaultSizes(); len(sizes) == 0 || sizes[0] < 2000 {
		t.Errorf("default sizes %v", sizes)
	}
	tiny := loadSample(t, path, client.Sampling{Rate: 0.0001})
	if _, err := Run(context.Background(), tiny, Grid{}, nil); err == nil {
		t.Error("a sample of a handful of commands was simulated")
	}
	for _, bad := range []client.Sampling{{Rate: -1}, {Rate: 1.5}, {Rate: math.NaN()}, {Keys: -1}, {Part: 1}, {Part: 3, Parts: 2}, {Parts: 2}} {
		if _, err := Load(context.Background(), Source{Name: path, Sampling: bad}, client.Profile{}, nil); err == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}

// TestLimits wants an error before anything is full, and what was read until
// then.
func TestLimits(t *testing.T) {
	t.Parallel()
	path := lab.Shared(t, "traces/zipf200k.txt.gz")
	for _, l := range []client.Limits{{Events: 50_000}, {Memory: 45 << 20}} {
		got, err := Load(context.Background(), Source{Name: path, Limits: l}, client.Profile{}, nil)
		var te *trace.Error
		if !errors.As(err, &te) || te.Code != trace.CodeTooLarge || got == nil || got.Requests == 0 || got.Requests == 200_000 {
			t.Errorf("%+v: %v", l, err)
		}
		if l.Memory > 0 && (!errors.Is(err, client.ErrMemory) || !strings.Contains(err.Error(), "of 45 MB")) {
			t.Errorf("%v", err)
		}
	}
	if _, err := Load(context.Background(), Source{Name: path, Limits: client.Limits{Events: 200_000, Memory: 1 << 30}}, client.Profile{}, nil); err != nil {
		t.Errorf("within limits: %v", err)
	}
}

// TestSampleTracking wants the keys that the server has to remember, and the messages
// that it sends, near the exact numbers: most keys are named by several commands, and
// what is written most makes the most of the messages.
func TestSampleTracking(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	path := lab.Shared(t, "traces/monitor_synth.txt.gz")
	want := loadSample(t, path, client.Sampling{})
	for _, rate := range []float64{0.5, 0.25} {
		for seed := range uint64(3) {
			got := loadSample(t, path, client.Sampling{Rate: rate, Seed: seed + 1})
			keys, messages := float64(got.Tracked)/float64(want.Tracked), float64(got.Invalidations)/float64(want.Invalidations)
			t.Logf("rate %v, seed %d: %.3f times the keys, %.3f times the messages", rate, seed+1, keys, messages)
			if math.Abs(keys-1) > 0.06 || math.Abs(messages-1) > 0.1 {
				t.Errorf("rate %v, seed %d: %d keys and %d messages, want %d and %d", rate, seed+1, got.Tracked, got.Invalidations, want.Tracked, want.Invalidations)
			}
		}
	}
}
