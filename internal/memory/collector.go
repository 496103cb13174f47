package memory

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	// room is how far the heap may grow between two collections, at least,
	// while few connections are open. They make a hundred times the garbage
	// that they hold, and Go would collect a small heap each 4 MiB. Much more
	// costs more than it spares: every page has to come from the system once.
	room = 8 << 20
	// fewPercent is what garbage may be then, of what is held.
	fewPercent = 200
	// crowd is from how many connections at a time on it counts more what they
	// hold than what it costs to collect.
	crowd = 256
	// crowdPercent is what garbage may be then, of what is held.
	crowdPercent = 25
)

// Collector suits Go's garbage collector to so many connections at a time,
// until restore is called. The variable GOGC stands above it.
func Collector(connections int) (restore func()) {
	switch {
	case os.Getenv("GOGC") != "":
		return func() {}
	case connections >= crowd:
		before := debug.SetGCPercent(crowdPercent)
		return func() { debug.SetGCPercent(before) }
	}
	// It counts as held, and no page of it is ever touched.
	untouched := make([]byte, room)
	before := debug.SetGCPercent(fewPercent)
	return func() {
		debug.SetGCPercent(before)
		runtime.KeepAlive(untouched)
	}
}
