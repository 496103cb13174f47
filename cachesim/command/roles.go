package command

import "strings"

// Role is what an argument means to those who look for the keys.
type Role uint8

// The roles of arguments.
const (
	Value Role = iota // anything else: it may be data
	Word              // the name, and what tells where the keys stand (a keyword, their number), how long they live, or whether they change
	Key               // a key, read or written
)

// Roles appends to roles the role of each of the arguments, and returns them.
// The arguments may be kept by it: those with the roles Word and Key are enough
// for [Lookup], [Command.Does], [Command.Keys] and [Command.Lifetime] to give the
// same again.
func (c *Command) Roles(roles []Role, args [][]byte) []Role {
	base := len(roles)
	for range args {
		roles = append(roles, Value)
	}
	mine := roles[base:]
	mine[0] = Word
	if strings.Contains(c.Name, " ") {
		mine[1] = Word
	}
	for _, s := range c.Specs {
		s.mark(mine, args)
	}
	if i := sortStore(args); c.Name == "SORT" && i > 0 {
		mine[i], mine[i+1] = Word, Key
	}
	if c.bareHGETEX(args) {
		mine[2] = Word
	}
	for _, i := range grammars[c.Name].options(args) {
		mine[i] = Word
	}
	if c.lifetime != nil {
		c.lifetime.mark(mine, args)
	}
	return roles
}

// mark notes the keys of one specification and what points to them.
func (s Spec) mark(roles []Role, args [][]byte) {
	first, last := s.places(args)
	if last < first {
		return
	}
	begin := s.begin(args)
	if s.Keyword != "" {
		roles[begin-1] = Word
	}
	if s.Counted {
		roles[begin+s.CountAt] = Word
	}
	for i := first; i <= last; i += max(s.Step, 1) {
		roles[i] = Key
	}
}
