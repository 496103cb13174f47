package conn

import (
	"strconv"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestCacheBoundInBytes reads more than fits, by a URL's settings and by a
// shared cache: the replies kept stay within the bound.
func TestCacheBoundInBytes(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	const room = 10_000
	cache, err := NewCache(localcache.Options{MaxBytes: room, Policy: localcache.SIEVE})
	if err != nil {
		t.Fatal(err)
	}
	c := dialCached(t, v.Addr, Caching{Cache: cache, Local: localcache.Options{MaxBytes: room}})
	for i := range 50 {
		k := "k" + strconv.Itoa(i%20)
		if i < 20 {
			do(t, c, "SET", k, strings.Repeat("x", 100*i))
		}
		if got := len(do(t, c, "GET", k)); got != 100*(i%20) {
			t.Fatalf("%s has %d bytes", k, got)
		}
		if s := cache.Stats(); s.Bytes > room || s.Entries == 0 {
			t.Fatalf("%+v", s)
		}
	}
	if s := cache.Stats(); s.Evictions == 0 || s.Bytes < room/4 {
		t.Errorf("%+v", s)
	}
}
