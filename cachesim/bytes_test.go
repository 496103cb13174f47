package cachesim

import (
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/client"
)

// TestEntryOfBytes: a cache of two entries of a thousand bytes has room for both, and
// with one byte less for one of them. The page of policies says what an entry takes.
func TestEntryOfBytes(t *testing.T) {
	t.Parallel()
	const text = "time,key,size\n1,a,1000\n2,b,1000\n3,a,1000\n4,b,1000\n"
	trace, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(text), Extras: client.Extras{Bytes: true}}, client.Profile{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), trace, Grid{Policies: []string{"lru"}, Sizes: []int{2*(400+1000) - 1, 2 * (400 + 1000)}, InBytes: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Cells[0].Hits != 0 || r.Cells[1].Hits != 2 {
		t.Errorf("%d hits, with a byte more %d; want 0 and 2", r.Cells[0].Hits, r.Cells[1].Hits)
	}
}
