package localcache_test

import (
	"fmt"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
)

func Example() {
	c, err := localcache.New(localcache.Options{MaxEntries: 1000, TTL: time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Set("GET user:1", []byte("ann"), []string{"user:1"})
	reply, ok := c.Get("GET user:1")
	fmt.Printf("%s %v\n", reply, ok)
	c.InvalidateKey("user:1")
	_, ok = c.Get("GET user:1")
	fmt.Println(ok)
	// Output:
	// ann true
	// false
}
