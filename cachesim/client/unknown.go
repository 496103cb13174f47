package client

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Unknown counts the requests of commands that the table does not know. They pass,
// as if they touched no key.
type Unknown struct {
	Requests uint64
	names    map[string]uint64 // of some of them
}

// mostUnknown bounds the names that are kept.
const mostUnknown = 64

func (u *Unknown) add(name []byte) {
	u.Requests++
	known := strings.ToUpper(string(name))
	if _, ok := u.names[known]; ok || len(u.names) < mostUnknown && looksLikeCommand(name) {
		if u.names == nil {
			u.names = map[string]uint64{}
		}
		u.names[known]++
	}
}

// looksLikeCommand says whether a text may be shown: anything else may be data.
func looksLikeCommand(name []byte) bool {
	for i, c := range name {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '.' || c == '_' || c == '-')) {
			return false
		}
	}
	return len(name) > 0 && len(name) <= 32
}

// String names those with the most requests.
func (u *Unknown) String() string {
	const shown = 5
	names := slices.SortedFunc(maps.Keys(u.names), func(a, b string) int {
		return cmp.Or(cmp.Compare(u.names[b], u.names[a]), strings.Compare(a, b))
	})
	var parts []string
	for _, name := range names[:min(shown, len(names))] {
		parts = append(parts, fmt.Sprintf("%s (%d)", name, u.names[name]))
	}
	text := fmt.Sprintf("%d requests", u.Requests)
	if u.Requests == 1 {
		text = "1 request"
	}
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	if len(names) > shown {
		text += " and others"
	}
	return text
}

// Unknown tells of the commands that the table does not know.
func (b *Builder) Unknown() Unknown { return b.unknown }
