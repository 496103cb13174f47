package cachesim

import (
	"path/filepath"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// TestFixtures counts by hand what a real server printed: two databases, a
// script whose read no client looks up, a transaction, binary keys, a flush; through the CLI and raw.
func TestFixtures(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"monitor.txt", "monitor.raw"} {
		tr := load(t, filepath.Join("trace", "testdata", name))
		if want := (client.Summary{Requests: 29, Unique: 9, Reads: 12, LookedUp: 12, Writes: 9, Bypassed: 8, Uncached: 1, CompulsoryMisses: 9}); tr.Summary != want || tr.Format != "monitor" {
			t.Errorf("%s: %s %+v, want %+v", name, tr.Format, tr.Summary, want)
		}
		got := cell(t, tr, "lru", 100, 0, 0).Counts
		if want := (sim.Counts{Requests: 12, Hits: 1, Cold: 9, Invalidated: 2, Invalidations: 10, Entries: 1}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
