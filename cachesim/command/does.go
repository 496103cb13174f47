package command

import (
	"bytes"
	"slices"
)

// Does is what a request of the command does to the data, as far as its
// arguments and its reply tell; null says that the reply was known to be nil.
// GETEX without an option reads (t_string.c, getexCommand), HGETEX too, and what was not
// carried out, as SET with NX of a key that is there, is [Other].
func (c *Command) Does(args [][]byte, null bool) Kind {
	switch {
	case c.Name == "GETEX" && len(args) == 2, c.bareHGETEX(args):
		return Read
	case null && c.nilUndone(args):
		return Other
	}
	return c.Kind
}

// bareHGETEX says that the fields follow at once, and no option.
func (c *Command) bareHGETEX(args [][]byte) bool {
	return c.Name == "HGETEX" && len(args) > 2 && bytes.EqualFold(args[2], []byte("FIELDS"))
}

// nilUndone is true where a nil says that nothing was changed. SET with GET
// answers with the value before, and says nothing of that.
func (c *Command) nilUndone(args [][]byte) bool {
	switch c.Name {
	case "GETDEL", "GETEX", "HGETDEL", "HGETEX", "LPOP", "RPOP", "SPOP", "RPOPLPUSH", "LMOVE":
		return true
	case "SET":
		return !slices.ContainsFunc(args[min(3, len(args)):], func(a []byte) bool { return bytes.EqualFold(a, []byte("GET")) })
	}
	return false
}
