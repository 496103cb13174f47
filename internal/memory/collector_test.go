package memory

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestCollector collects less with few connections, more with many, and as
// before in the end.
func TestCollector(t *testing.T) {
	t.Setenv("GOGC", "")
	next := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.NextGC
	}
	percent := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	before, small := percent(), next()
	restore := Collector(16)
	if got := next(); got < small+room {
		t.Errorf("few: the next collection at %d, before at %d", got, small)
	}
	restore()
	if got := next(); got > small+room/2 {
		t.Errorf("the room is still held: %d, before %d", got, small)
	}
	restore = Collector(1000)
	if got := percent(); got != crowdPercent {
		t.Errorf("many: %d", got)
	}
	restore()
	if got := percent(); got != before {
		t.Errorf("not restored: %d, was %d", got, before)
	}
	t.Setenv("GOGC", "77")
	Collector(1000)()
	if got := percent(); got != before {
		t.Errorf("GOGC does not stand above it: %d", got)
	}
}
