package cachesim_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
)

// A trace is loaded once, and replayed through policies and sizes.
func Example() {
	profile, err := client.Lookup("none") // every read may be cached
	if err != nil {
		log.Fatal(err)
	}
	loop := strings.Repeat("a\nb\nc\n", 100) // one key a line
	trace, err := cachesim.Load(context.Background(), cachesim.Source{Name: "-", Stdin: strings.NewReader(loop)}, profile, nil)
	if err != nil {
		log.Fatal(err)
	}
	result, err := cachesim.Run(context.Background(), trace, cachesim.Grid{Policies: []string{"lru", "mru"}, Sizes: []int{2, 3}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range result.Cells {
		fmt.Printf("%s at %d: %.3f\n", c.Policy, c.Size, c.HitRatio())
	}
	// A loop over one key more than fits is the worst for LRU.

	// Output:
	// lru at 2: 0.000
	// lru at 3: 0.990
	// mru at 2: 0.497
	// mru at 3: 0.990
}
