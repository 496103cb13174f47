package cachesim

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// TestTTLBySize replays one trace at three sizes together and at each alone. What a
// write finds, and what has outlived the TTL when it is asked for or its room is
// needed, differs by size.
func TestTTLBySize(t *testing.T) {
	t.Parallel()
	const text = `time,key,op
1000,a,get
1001,b,get
1002,c,get
1003,a,set
1020,b,get
1021,c,get
1022,c,get
`
	want := []sim.Counts{
		// c leaves by its age when b comes, and b for c.
		{Requests: 6, Hits: 1, Cold: 3, Capacity: 1, Expired: 1, Evictions: 3, Expirations: 1, Entries: 1},
		// a is gone when it is written; b and c are there, and too old.
		{Requests: 6, Hits: 1, Cold: 3, Expired: 2, Evictions: 1, Expirations: 2, Entries: 2},
		{Requests: 6, Hits: 1, Cold: 3, Expired: 2, Invalidations: 1, Expirations: 2, Entries: 2},
	}
	trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(text)}, client.Profile{Invalidation: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, policy := range []string{"fifo", "lru", "lfu", "clock", "sieve"} {
		for _, sizes := range [][]int{{1, 2, 3}, {1}, {2}, {3}} {
			r, err := Run(t.Context(), trace, Grid{Policies: []string{policy}, Sizes: sizes, TTL: 10 * time.Second}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range r.Cells {
				if diff := cmp.Diff(want[c.Size-1], c.Counts); diff != "" {
					t.Errorf("%s at %d of %v: -want +got\n%s", policy, c.Size, sizes, diff)
				}
			}
		}
	}
}
