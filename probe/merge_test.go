package probe

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// simulated is a part of a trace, 0 of 0 for all of it, with its curve.
func simulated(t *testing.T, path string, s client.Sampling, sizes ...int) *report.Trace {
	t.Helper()
	p, err := client.Lookup("valkey-py")
	if err != nil {
		t.Fatal(err)
	}
	o := SimulateOptions{
		Source: cachesim.Source{Name: path, Sampling: s}, Profile: p, Curve: Curve,
		Policies: []string{"fifo", "lru", "lfu", "clock", "sieve", "s3fifo", "2q", "arc"},
	}
	for _, size := range sizes {
		o.Sizes = append(o.Sizes, cachesim.Size{Entries: size})
	}
	view, findings, err := Simulate(context.Background(), o)
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	return view
}

func partsOf(t *testing.T, path string, n int, seed uint64, sizes ...int) (parts []*report.Trace) {
	t.Helper()
	for i := n; i >= 1; i-- {
		parts = append(parts, simulated(t, path, client.Sampling{Part: i, Parts: n, Seed: seed}, sizes...))
	}
	return parts
}

// mergeBound is how far the merged hit ratio of any policy may be from the
// exact one. LFU is another matter where favourites change: a partition keeps
// those that another would have got rid of.
const (
	mergeBound    = 0.005
	mergeBoundLFU = 0.03
)

// TestMerge holds the merged parts of traces to the exact grid and the exact
// curve: what is counted by command exactly, hit ratios within the bound and
// within what the printed error allows.
func TestMerge(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	for _, tt := range []struct {
		trace string
		parts int
		sizes []int
	}{
		{"zipf200k.txt.gz", 2, []int{1000, 6000, 25000}},
		{"zipf200k.txt.gz", 8, []int{2000, 6000, 25000, 72000}},
		{"cache2k_web07.txt.gz", 4, []int{1000, 2000, 8000}},
		{"monitor_synth.txt.gz", 3, []int{700, 2000}},
	} {
		path := lab.Shared(t, "traces/"+tt.trace)
		exact := simulated(t, path, client.Sampling{}, tt.sizes...)
		got, err := Merge(partsOf(t, path, tt.parts, 1, tt.sizes...))
		if err != nil {
			t.Fatal(err)
		}
		if got.Unique != exact.Unique || got.Requests != exact.Requests || got.Reads != exact.Reads || got.Writes != exact.Writes ||
			got.CompulsoryMisses != exact.CompulsoryMisses || got.OneHitWonders != exact.OneHitWonders || got.Sample.Lookups != exact.Reads {
			t.Errorf("%s: %+v, want %+v", tt.trace, got, exact)
		}
		if g, w := got.Tracking, exact.Tracking; g.Keys < w.Keys || float64(g.Keys) > 1.02*float64(w.Keys) ||
			g.Invalidations < w.Invalidations || float64(g.Invalidations) > 1.02*float64(w.Invalidations) || (g.PerSecond == nil) != (w.PerSecond == nil) {
			t.Errorf("%s: tracking %+v, want %+v", tt.trace, g, w)
		}
		if got.Detail != nil || len(got.Best) != len(tt.sizes) {
			t.Errorf("%s: what one part alone knows is told of the whole: %+v", tt.trace, got)
		}
		worst := 0.0
		for i, want := range exact.Cells {
			c := got.Cells[i]
			if c.Policy != want.Policy || c.Size != want.Size || c.Requests != want.Requests || c.Missed.Cold != want.Missed.Cold || c.Hits+c.Misses != c.Requests {
				t.Errorf("%s: %+v, want %+v", tt.trace, c, want)
			}
			off := math.Abs(*c.HitRatio - *want.HitRatio)
			worst = max(worst, off)
			bound := mergeBound
			if c.Policy == "lfu" {
				bound = mergeBoundLFU
			}
			if off > bound || c.Policy == "lru" && off > *c.StandardError {
				t.Errorf("%s in %d: %s at %d is off by %.4f, standard error %.4f", tt.trace, tt.parts, c.Policy, c.Size, off, *c.StandardError)
			}
		}
		mean, size := curvesDiffer(got.Curve, exact.Curve)
		t.Logf("%s in %d parts: worst cell off by %.5f, curve by %.5f in the mean", tt.trace, tt.parts, worst, mean)
		if mean > mergeBound {
			t.Errorf("%s: curve off by %.4f in the mean, at size %v most", tt.trace, mean, size)
		}
	}
}

// curvesDiffer gives the mean absolute difference, over the sizes that each of
// the partitions can tell, and where it is greatest.
func curvesDiffer(a, b *report.Curve) (mean, where float64) {
	n, most := 0.0, 0.0
	for i, p := range b.Points {
		if p[0] < 1000 || i >= len(a.Points) {
			continue
		}
		d := math.Abs(a.Points[i][1] - p[1])
		if d > most {
			most, where = d, p[0]
		}
		mean += d
		n++
	}
	return mean / n, where
}

// TestMergeRefuses wants every way in which parts do not belong together named.
func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	path := lab.Shared(t, "traces/lirs_cs.txt.gz")
	for want, change := range map[string]func(p []*report.Trace) []*report.Trace{
		"no parts":                                  func([]*report.Trace) []*report.Trace { return nil },
		"1 reports of 2 parts":                      func(p []*report.Trace) []*report.Trace { return p[:1] },
		"part 2 of 2 is there twice":                func(p []*report.Trace) []*report.Trace { return []*report.Trace{p[0], p[0]} },
		"not a part":                                func(p []*report.Trace) []*report.Trace { p[1].Sample = nil; return p },
		"part 1 has another sample":                 func(p []*report.Trace) []*report.Trace { p[1].Sample.Seed++; return p },
		"part 1 is of another trace":                func(p []*report.Trace) []*report.Trace { p[1].Reads++; return p },
		"part 1 has other policies":                 func(p []*report.Trace) []*report.Trace { p[1].Cells = p[1].Cells[1:]; return p },
		"part 1 has a TTL of 1m0.5s, part 2 no TTL": func(p []*report.Trace) []*report.Trace { p[1].TTLSeconds = 60.5; return p },
		"part 1 or part 2 has no --lifetimes": func(p []*report.Trace) []*report.Trace {
			p[0].Lifetimes, p[1].Lifetimes = &report.Lifetimes{Followed: true}, &report.Lifetimes{}
			return p
		},
		"part 1 has a size below 1":   func(p []*report.Trace) []*report.Trace { p[1].Cells[0].Size = 0; return p },
		"part 2 has a size below 1":   func(p []*report.Trace) []*report.Trace { p[0].Curve.Points[0][0] = -1; return p },
		"the parts have 6782 lookups": func(p []*report.Trace) []*report.Trace { p[1].Sample.Lookups++; return p },
	} {
		_, err := Merge(change(partsOf(t, path, 2, 1, 1000)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestMergeLookups joins parts where a read looks several keys up.
func TestMergeLookups(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "trace.txt")
	var text strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&text, "17000000%02d.000000 [0 1.2.3.4:5] \"MGET\" \"k%d\" \"k%d\"\n", i/50, i*i%701, i%600)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"valkey-go", "server"} {
		p, err := client.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		var views []*report.Trace
		for part := range 3 { // 0 is the whole
			view, _, err := Simulate(t.Context(), SimulateOptions{
				Source: cachesim.Source{Name: path, Sampling: client.Sampling{Part: part, Parts: min(part, 1) * 2}}, Profile: p,
				Policies: []string{"lru"}, Sizes: []cachesim.Size{{Entries: 2000}},
			})
			if err != nil || view.Reads != 2000 || view.Lookups != 4000 {
				t.Fatal(err, view.Reads, view.Lookups)
			}
			views = append(views, view)
		}
		whole, err := Merge(views[1:])
		if err != nil {
			t.Fatal(err)
		}
		if whole.Lookups != 4000 || whole.Cells[0].Hits != views[0].Cells[0].Hits || whole.Unique != views[0].Unique {
			t.Errorf("%s: merged %+v, want %+v", name, whole.Cells[0], views[0].Cells[0])
		}
	}
}

// TestMergeLifetimes: where a part knows of its own keys alone, those of all parts add
// up; where each knows of all, it is said once.
func TestMergeLifetimes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "trace.csv")
	var text strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&text, "%d,session:%d,9,100,1,%s,%d\n", i/20, i*i%701, [...]string{"get", "get", "set"}[i%3], i%3*(5+i%40))
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		trace   string
		client  string
		partial bool
	}{
		{"keys are looked up", path, "valkey-py", true},
		{"the server's memory", path, "server", true},
		{"commands are", lab.Shared(t, "traces/monitor_synth.txt.gz"), "valkey-py", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := client.Lookup(tt.client)
			if err != nil {
				t.Fatal(err)
			}
			p.Lifetimes = true
			var views []*report.Trace
			for part := range 4 { // 0 is the whole
				s := client.Sampling{Part: part, Parts: min(part, 1) * 3}
				view, _, err := Simulate(t.Context(), SimulateOptions{
					Source: cachesim.Source{Name: tt.trace, Sampling: s}, Profile: p, Policies: []string{"lru"}, Sizes: []cachesim.Size{{Entries: 2000}},
				})
				if err != nil || view.Lifetimes == nil || view.Lifetimes.Partial != (tt.partial && part > 0) {
					t.Fatal(err, view.Lifetimes)
				}
				views = append(views, view)
			}
			whole, err := Merge(views[1:])
			if err != nil {
				t.Fatal(err)
			}
			got, want := *whole.Lifetimes, *views[0].Lifetimes
			if got.Keys < want.Keys || float64(got.Keys) > 1.05*float64(want.Keys) {
				t.Errorf("up to %d keys at a time, want %d and hardly more", got.Keys, want.Keys)
			}
			if got.Keys = want.Keys; got != want {
				t.Errorf("merged %+v, want %+v", got, want)
			}
		})
	}
}

// TestMergeCells: hits by all lookups, and the error that the parts have together.
func TestMergeCells(t *testing.T) {
	t.Parallel()
	part := func(requests, hits uint64, e float64) *report.Trace {
		return &report.Trace{Cells: []report.Cell{{Policy: "lru", Size: 10, Requests: requests, Hits: hits, Misses: requests - hits, StandardError: &e}}}
	}
	c := mergeCells([]*report.Trace{part(10, 5, 0.1), part(30, 5, 0.2)}, 0)
	if c.Requests != 40 || c.Misses != 30 || *c.HitRatio != 0.25 || math.Abs(*c.StandardError-0.175) > 1e-12 || c.Bytes != nil {
		t.Errorf("%+v, hit ratio %v, error %v", c, *c.HitRatio, *c.StandardError)
	}
	if c := mergeCells([]*report.Trace{part(0, 0, 0)}, 0); c.HitRatio != nil || c.StandardError != nil {
		t.Errorf("a ratio of no lookups: %+v", c)
	}
}
