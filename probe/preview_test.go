package probe

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// TestPreviewIsNearTheWhole replays a trace that is just long enough.
func TestPreviewIsNearTheWhole(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	var text strings.Builder
	r := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(r, 1.05, 50, 400_000)
	for range previewFrom {
		fmt.Fprintf(&text, "%d\n", zipf.Uint64())
	}
	p, err := client.Lookup("none")
	if err != nil {
		t.Fatal(err)
	}
	var seen *report.Trace
	whole, _, err := Simulate(t.Context(), SimulateOptions{
		Source: cachesim.Source{Name: "-", Stdin: strings.NewReader(text.String())}, Profile: p,
		Policies: []string{"lru", "sieve"}, Sizes: []cachesim.Size{{Entries: 100}, {Entries: 40_000}}, Seed: 1,
		Preview: func(view *report.Trace) { seen = view },
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == nil || len(seen.Cells) != 2 || len(seen.Best) != 1 {
		t.Fatalf("preview %+v, want the two cells of 40000", seen)
	}
	for i, c := range seen.Cells {
		exact := whole.Cells[2*i+1]
		off, e := math.Abs(*c.HitRatio-*exact.HitRatio), *c.StandardError
		if c.Policy != exact.Policy || c.Size != exact.Size || off > 4*e || e > 0.05 {
			t.Errorf("%s at %d: %.4f, error %.4f; exactly %.4f", c.Policy, c.Size, *c.HitRatio, e, *exact.HitRatio)
		}
	}
}
