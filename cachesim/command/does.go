package command

import (
	"bytes"
	"slices"
)

// Does is what a request of the command does to the data, as far as its
// arguments and its reply tell; null says that the reply was known to be nil.
// What changes no key is a read: a server's client tracking tells of none then
// (signalModifiedKey in its source). GETEX without an option is (t_string.c,
// getexCommand), HGETEX too, and so is what could write and names no key for it;
// what was not carried out, as SET with NX of a key that is there, is [Other].
func (c *Command) Does(args [][]byte, null bool) Kind {
	switch {
	case c.Kind != Write:
	case c.Name == "GETEX" && len(args) == 2, c.bareHGETEX(args), c.storesNothing(args), c.changesNoKey(args):
		return Read
	case null && c.nilUndone(args):
		return Other
	}
	return c.Kind
}

// storesNothing says that a writing command names keys, and none that it writes:
// SORT and GEORADIUS without STORE, XREADGROUP.
func (c *Command) storesNothing(args [][]byte) bool {
	if c.Kind != Write || len(c.Specs) == 0 || c.Specs[0].Writes {
		return false
	}
	if c.Name == "SORT" {
		return sortStore(args) == 0
	}
	return !slices.ContainsFunc(c.Specs, func(s Spec) bool {
		first, last := s.places(args)
		return s.Writes && first <= last
	})
}

// changesNoKey is true for BITFIELD with GET alone, for MIGRATE with COPY, and for
// what changes a stream's groups or last id and not its entries.
func (c *Command) changesNoKey(args [][]byte) bool {
	switch c.Name {
	case "BITFIELD":
		return !grammars[c.Name].has(args, "SET", "INCRBY")
	case "MIGRATE":
		return grammars[c.Name].has(args, "COPY")
	case "XGROUP CREATE":
		return !grammars[c.Name].has(args, "MKSTREAM")
	case "XACK", "XAUTOCLAIM", "XCLAIM", "XGROUP CREATECONSUMER", "XGROUP DELCONSUMER", "XGROUP DESTROY", "XGROUP SETID", "XSETID":
		return true
	}
	return false
}

// bareHGETEX says that the fields follow at once, and no option.
func (c *Command) bareHGETEX(args [][]byte) bool {
	return c.Name == "HGETEX" && len(args) > 2 && bytes.EqualFold(args[2], []byte("FIELDS"))
}

// nilUndone is true where a nil says that nothing was changed: nobody has pushed
// in time, XADD may not make the stream, ZADD with INCR may not change the member.
// SET with GET answers with the value before, and says nothing of that.
func (c *Command) nilUndone(args [][]byte) bool {
	switch c.Name {
	case "GETDEL", "GETEX", "HGETDEL", "HGETEX", "LPOP", "RPOP", "LMPOP", "SPOP", "ZMPOP", "RPOPLPUSH", "LMOVE",
		"BLPOP", "BRPOP", "BLMPOP", "BZMPOP", "BZPOPMIN", "BZPOPMAX", "BRPOPLPUSH", "BLMOVE", "XADD", "ZADD":
		return true
	case "SET":
		return !slices.ContainsFunc(args[min(3, len(args)):], func(a []byte) bool { return bytes.EqualFold(a, []byte("GET")) })
	}
	return false
}
