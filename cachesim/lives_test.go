package cachesim

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"pgregory.net/rapid"
)

// lifetimeStep draws a command that has to do with lifetimes, of milliseconds.
func lifetimeStep(t *rapid.T, key *rapid.Generator[string], now int64) []string {
	k, n := key.Draw(t, "k"), fmt.Sprint(rapid.IntRange(-1, 6).Draw(t, "lifetime"))
	at := fmt.Sprint(now/1000 + rapid.Int64Range(-3, 6).Draw(t, "until"))
	return rapid.SampledFrom([][]string{
		{"SET", k, "v", "PX", n},
		{"SET", k, "v", "PX", n, "NX"},
		{"SET", k, "v", "XX", "PXAT", at},
		{"SET", k, "v", "KEEPTTL"},
		{"PSETEX", k, n, "v"},
		{"GETEX", k, "PX", n},
		{"GETEX", k, "PERSIST"},
		{"GETEX", k},
		{"PERSIST", k},
		{"PEXPIRE", k, n},
		{"PEXPIRE", k, n, "NX"},
		{"PEXPIRE", k, n, "XX"},
		{"PEXPIREAT", k, at, "GT"},
		{"PEXPIREAT", k, at, "LT"},
		{"RENAME", k, key.Draw(t, "to")},
	}).Draw(t, "command")
}

// naiveLives are the deadlines of keys in microseconds, by database and key, as
// the server's documentation has them.
type naiveLives map[string]int64

// expired gives the keys whose deadline is before now, and forgets it.
func (l naiveLives) expired(now int64) (keys []string) {
	for _, id := range slices.SortedFunc(maps.Keys(l), func(a, b string) int { return cmp.Compare(l[a], l[b]) }) {
		if l[id] < now {
			keys = append(keys, id[1:])
			delete(l, id)
		}
	}
	return keys
}

// after is what a command leaves.
func (l naiveLives) after(s step) {
	if s.args[0] == "FLUSHALL" {
		clear(l)
		return
	}
	id := func(i int) string { return fmt.Sprint(s.db) + s.args[i] }
	had, some := l[id(1)]
	give := func(until int64) {
		if l[id(1)] = until; until <= s.at { // the server deletes the key at once, or as soon as it looks
			delete(l, id(1))
		}
	}
	condition := s.args[len(s.args)-1]
	span, err := naiveSpan(s)
	switch s.args[0] {
	case "DEL":
		for i := range s.args[1:] {
			delete(l, id(i+1))
		}
	case "MSET":
		delete(l, id(1))
		delete(l, id(3))
	case "SET":
		switch {
		case err, condition == "KEEPTTL", condition == "NX" && some: // the key is there
		case span != 0:
			give(s.at + span)
		default:
			delete(l, id(1))
		}
	case "PERSIST":
		delete(l, id(1))
	case "GETEX":
		if condition == "PERSIST" {
			delete(l, id(1))
		} else if span != 0 && !err {
			give(s.at + span)
		}
	case "PSETEX":
		if !err {
			give(s.at + span)
		}
	case "PEXPIRE", "PEXPIREAT":
		until := s.at + span
		if condition == "NX" && some || condition == "XX" && !some || condition == "GT" && (!some || until <= had) || condition == "LT" && some && until >= had {
			return
		}
		give(until)
	case "RENAME":
		delete(l, id(1))
		delete(l, id(2))
		if some {
			l[id(2)] = had
		}
	}
}

// naiveSpan is how long a command lets its key live, in microseconds, and
// whether it is an error where it is SET's, GETEX's or PSETEX's.
func naiveSpan(s step) (span int64, err bool) {
	at := 1 + max(slices.Index(s.args, "PX"), slices.Index(s.args, "PXAT"))
	if slices.Contains([]string{"PSETEX", "PEXPIRE", "PEXPIREAT"}, s.args[0]) {
		at = 2
	}
	if at == 0 {
		return 0, false
	}
	n, _ := strconv.ParseInt(s.args[at], 10, 64)
	span = n * 1000
	if slices.Contains(s.args, "PXAT") || s.args[0] == "PEXPIREAT" {
		span -= s.at
	}
	return span, n <= 0
}
