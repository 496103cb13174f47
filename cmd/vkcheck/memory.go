package main

import (
	"os"
	"strconv"
	"strings"
)

// freeMemory is how many bytes can be had before the machine swaps, by what
// Linux says of itself, of the control group and of the process; 0 where nobody
// knows.
func freeMemory() uint64 { return freeMemoryIn(os.ReadFile) }

func freeMemoryIn(read func(name string) ([]byte, error)) (free uint64) {
	text := func(name string) string {
		data, _ := read(name)
		return string(data)
	}
	limit := func(left uint64) {
		if free == 0 || left < free {
			free = max(left, 1)
		}
	}
	if available := number(field(text("/proc/meminfo"), "MemAvailable:")); available > 0 {
		free = available << 10
	}
	// The kernel's cgroup-v2.rst and cgroup-v1/memory.rst: "max" is no limit, and
	// no number either; in the first version it is a number beyond all memory.
	for most, used := range map[string]string{
		"/sys/fs/cgroup/memory.max":                   "/sys/fs/cgroup/memory.current",
		"/sys/fs/cgroup/memory/memory.limit_in_bytes": "/sys/fs/cgroup/memory/memory.usage_in_bytes",
	} {
		if most := number(text(most)); most > 0 {
			limit(most - min(most, number(text(used))))
		}
	}
	// ulimit -v; the first number of statm is what is used, in pages.
	if most := number(field(text("/proc/self/limits"), "Max address space")); most > 0 {
		used, _, _ := strings.Cut(text("/proc/self/statm"), " ")
		limit(most - min(most, number(used)*uint64(os.Getpagesize())))
	}
	return free
}

// field is the first word behind a name that begins a line.
func field(text, name string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			if words := strings.Fields(rest); len(words) > 0 {
				return words[0]
			}
		}
	}
	return ""
}

func number(text string) uint64 {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
