package cachesim

import (
	"path/filepath"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// TestFixtures counts by hand what a real server printed: two databases, a
// script, a transaction, binary keys, a flush; through the CLI and raw.
func TestFixtures(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"monitor.txt", "monitor.raw"} {
		tr := load(t, filepath.Join("trace", "testdata", name))
		if want := (client.Summary{Requests: 29, Unique: 9, Reads: 13, LookedUp: 13, Writes: 9, Bypassed: 7, CompulsoryMisses: 9}); tr.Summary != want || tr.Format != "monitor" {
			t.Errorf("%s: %s %+v, want %+v", name, tr.Format, tr.Summary, want)
		}
		got := cell(t, tr, "lru", 100, 0, 0).Counts
		if want := (sim.Counts{Requests: 13, Hits: 1, Cold: 9, Invalidated: 3, Invalidations: 11, Entries: 1}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
