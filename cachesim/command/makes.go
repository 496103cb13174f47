package command

import "strings"

// Fate is what a write does to one of its keys.
type Fate uint8

// The fates of a key.
const (
	Changed Fate = iota // where it is there
	Made                // it is there afterwards
	Removed             // it is not
)

// Fate says what a write does to its key number i of [Command.Keys]. Where a key
// goes with its last element, nobody can tell.
func (c *Command) Fate(i int) Fate {
	switch c.Name {
	case "DEL", "UNLINK", "GETDEL", "MOVE", "GRAPH.DELETE":
		return Removed
	case "RENAME", "RENAMENX":
		return []Fate{Removed, Made}[min(i, 1)]
	case "LPUSHX", "RPUSHX", "LSET", "LINSERT", "HEXPIRE", "HEXPIREAT", "HPEXPIRE", "HPEXPIREAT":
		return Changed
	}
	if c.Grows || strings.Contains(c.Name, ".") && !strings.HasSuffix(c.Name, "DEL") {
		return Made
	}
	return Changed
}
