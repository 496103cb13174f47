package main

import (
	"os"
	"strconv"
	"strings"
)

// freeMemory is how many bytes can be had before the machine swaps, by what
// Linux says of itself and of the control group; 0 where nobody knows.
func freeMemory() uint64 { return freeMemoryIn(os.ReadFile) }

func freeMemoryIn(read func(name string) ([]byte, error)) uint64 {
	free := uint64(0)
	text, _ := read("/proc/meminfo")
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
			free = number(strings.TrimSuffix(strings.TrimSpace(rest), " kB")) << 10
		}
	}
	// The kernel's cgroup-v2.rst: "max" is no limit, and no number either.
	limit, _ := read("/sys/fs/cgroup/memory.max")
	used, _ := read("/sys/fs/cgroup/memory.current")
	if most := number(string(limit)); most > 0 {
		left := most - min(most, number(string(used)))
		if free == 0 || left < free {
			free = max(left, 1)
		}
	}
	return free
}

func number(text string) uint64 {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
