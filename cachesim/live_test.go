package cachesim

import (
	"strconv"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// replayLive runs a trace's events through live caches, one for each connection.
func replayLive(t testing.TB, trace *Trace, policy string, size int, ttl time.Duration, seed uint64) (sum localcache.Stats) {
	t.Helper()
	for _, events := range trace.events.Split() {
		sum = plus(sum, replayOne(t, events, policy, size, ttl, seed))
	}
	return sum
}

func replayOne(t testing.TB, events *sim.Events, policy string, size int, ttl time.Duration, seed uint64) localcache.Stats {
	t.Helper()
	var now time.Time
	named, err := localcache.ParsePolicy(policy)
	if err != nil {
		t.Fatal(err)
	}
	c, err := localcache.New(localcache.Options{
		MaxEntries: size, TTL: ttl, Seed: seed, Clock: func() time.Time { return now }, Policy: named,
	})
	if err != nil {
		t.Fatal(err)
	}
	expirations := uint64(0)
	for i := range events.Len() {
		op, id, at := events.At(i)
		command := strconv.Itoa(int(id))
		switch op {
		case sim.OpLookup:
			now = time.Unix(0, at)
			if _, ok := c.Get(command); !ok {
				c.Set(command, nil, nil)
			}
		case sim.OpDrop:
			c.Delete(command)
		case sim.OpExpire:
			before := c.Stats().Invalidations
			c.Delete(command)
			expirations += c.Stats().Invalidations - before
		case sim.OpFlush:
			c.Flush()
		}
	}
	s := c.Stats()
	s.Expirations += expirations
	s.Invalidations -= expirations
	return s
}
