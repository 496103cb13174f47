package probe

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// info is the reply to INFO: what stands behind the first colon of each line,
// by what stands before it.
type info map[string]string

// What is read of an INFO: that of a server with many databases, replicas and
// modules has a tenth of it.
const (
	infoBytes  = 1 << 20
	infoFields = 1 << 14
)

// parseInfo reads the reply to INFO, whose sections need not be told apart: no
// name stands in two of them. It takes what it can.
func parseInfo(text string) info {
	in := info{}
	for line := range strings.Lines(text[:min(len(text), infoBytes)]) {
		name, value, found := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		if !found || name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		if len(in) == infoFields {
			break
		}
		in[name] = value
	}
	return in
}

// number is a whole number; 0 and false where there is none, or it is below
// zero, by which servers say that there is none.
func (in info) number(name string) (int64, bool) {
	n, err := strconv.ParseInt(in[name], 10, 64)
	if err != nil || n < 0 {
		return 0, false
	}
	return n, true
}

// count is number, and nil where there is none.
func (in info) count(name string) *int64 {
	n, ok := in.number(name)
	if !ok {
		return nil
	}
	return &n
}

// sum adds up numbers, and counts those that are not there as 0.
func (in info) sum(names ...string) int64 {
	var total int64
	for _, name := range names {
		n, _ := in.number(name)
		total = saturated(total, n)
	}
	return total
}

// saturated adds without going over.
func saturated(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// text is the first of the values that is there: a copy, because the whole
// reply would be kept with a part of it.
func (in info) text(names ...string) string {
	for _, name := range names {
		if in[name] != "" {
			return strings.Clone(in[name])
		}
	}
	return ""
}

// word is a value that is one of those known; else the server does not tell.
func (in info) word(name string, known ...string) string {
	for _, word := range known {
		if in[name] == word {
			return word
		}
	}
	return ""
}

// listed are the lines whose name is the prefix with a number: db0, slave1,
// master0, in the order of the number. Their values are lists of fields.
func (in info) listed(prefix string) []info {
	type entry struct {
		place  int
		fields info
	}
	var found []entry
	for name, value := range in {
		rest, ok := strings.CutPrefix(name, prefix)
		place, err := strconv.Atoi(rest)
		if !ok || err != nil || place < 0 {
			continue
		}
		fields := info{}
		for field := range strings.SplitSeq(value, ",") {
			if key, v, ok := strings.Cut(field, "="); ok {
				fields[key] = v
			}
		}
		found = append(found, entry{place, fields})
	}
	slices.SortFunc(found, func(a, b entry) int { return cmp.Compare(a.place, b.place) })
	entries := make([]info, len(found))
	for i, e := range found {
		entries[i] = e.fields
	}
	return entries
}
