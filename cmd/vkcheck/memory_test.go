package main

import (
	"io/fs"
	"os"
	"testing"
)

func TestFreeMemory(t *testing.T) {
	t.Parallel()
	const meminfo = "MemTotal:       2048 kB\nMemAvailable:    1024 kB\n"
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  uint64
	}{
		{"no Linux", nil, 0},
		{"no group", map[string]string{"/proc/meminfo": meminfo}, 1 << 20},
		{"group without limit", map[string]string{"/proc/meminfo": meminfo, "/sys/fs/cgroup/memory.max": "max\n"}, 1 << 20},
		{"small group", map[string]string{"/proc/meminfo": meminfo, "/sys/fs/cgroup/memory.max": "5000\n", "/sys/fs/cgroup/memory.current": "2000\n"}, 3000},
		{"large group", map[string]string{"/proc/meminfo": meminfo, "/sys/fs/cgroup/memory.max": "50000000\n", "/sys/fs/cgroup/memory.current": "2000\n"}, 1 << 20},
		{"first version of groups", map[string]string{"/proc/meminfo": meminfo, "/sys/fs/cgroup/memory/memory.limit_in_bytes": "5000\n", "/sys/fs/cgroup/memory/memory.usage_in_bytes": "2000\n"}, 3000},
		{"first version without limit", map[string]string{"/proc/meminfo": meminfo, "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 1 << 20},
		{"small address space", map[string]string{"/proc/meminfo": meminfo, "/proc/self/limits": "Max cpu time              unlimited            unlimited            seconds\nMax address space         900000               unlimited            bytes\n", "/proc/self/statm": "2 1 1\n"}, 900_000 - 2*uint64(os.Getpagesize())},
		{"any address space", map[string]string{"/proc/meminfo": meminfo, "/proc/self/limits": "Max address space         unlimited            unlimited            bytes\n", "/proc/self/statm": "2 1 1\n"}, 1 << 20},
		{"full group", map[string]string{"/sys/fs/cgroup/memory.max": "5000\n", "/sys/fs/cgroup/memory.current": "6000\n"}, 1},
	} {
		got := freeMemoryIn(func(name string) ([]byte, error) {
			if text, ok := tt.files[name]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		})
		if got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestParseBytes(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]uint64{
		"512m": 512 << 20, "4g": 4 << 30, "2GB": 2 << 30, "50331648": 48 << 20, "1t": 1 << 40,
		"47m": 0, "x": 0, "": 0, "-1g": 0, "9223372036854775807t": 0, "1.5g": 0,
	} {
		if got, err := parseBytes(word); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v; want %d", word, got, err, want)
		}
	}
}
