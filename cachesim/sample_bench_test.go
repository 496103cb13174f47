package cachesim

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/client"
)

// benchTrace is the trace that the environment names, else a small one: its
// name, and the number of its requests.
func benchTrace(b *testing.B) string {
	if name := os.Getenv("VKCHECK_BENCH_TRACE"); name != "" {
		return name
	}
	name := filepath.Join(b.TempDir(), "trace.txt")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	for i := range uint64(500_000) {
		z := i * 0x9e3779b97f4a7c15 >> 40
		fmt.Fprintf(f, "key:%d\n", z*z>>28%50_000)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return name
}

// BenchmarkSample reads a trace whole and in samples: what a sample leaves out
// costs no more than to be hashed.
func BenchmarkSample(b *testing.B) {
	name := benchTrace(b)
	for _, rate := range []float64{1, 0.1, 0.01} {
		b.Run(fmt.Sprint(rate), func(b *testing.B) {
			requests := uint64(0)
			for b.Loop() {
				t, err := Load(context.Background(), Source{Name: name, Sampling: client.Sampling{Rate: rate}}, client.Profile{}, nil)
				if err != nil {
					b.Fatal(err)
				}
				requests += t.Requests
			}
			b.ReportMetric(float64(requests)/b.Elapsed().Seconds()/1e6, "Mreq/s")
		})
	}
}

// BenchmarkCurve computes the curve of LRU, and beside it one size of LRU by
// the engine.
func BenchmarkCurve(b *testing.B) {
	p := profileOf(b, "valkey-py")
	t, err := Load(context.Background(), Source{Name: benchTrace(b)}, p, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("every-size", func(b *testing.B) {
		for b.Loop() {
			t.Curve()
		}
	})
	b.Run("one-size", func(b *testing.B) {
		for b.Loop() {
			if _, err := Run(context.Background(), t, Grid{Policies: []string{"lru"}, Sizes: []int{150_000}}, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("preview", func(b *testing.B) {
		for b.Loop() {
			t.Sample(0.01, 1).Curve()
		}
	})
}
