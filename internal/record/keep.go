package record

import (
	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// keeper decides what is stored of a command. The name, what points to keys,
// and lifetimes are kept; keys too, or hashed; of a read, the other arguments
// are hashed, so that two reads are the same one exactly where they were; of all
// other arguments only the length is stored.
type keeper struct {
	hash     hasher
	hashKeys bool
	roles    []command.Role
	out      []trace.RecordedArg
}

const (
	longestName = 64       // of a command that is not in the table
	longestKey  = 16 << 10 // a longer one is hashed
)

func newKeeper(secret []byte, hashKeys bool) *keeper {
	return &keeper{hash: newHasher(secret), hashKeys: hashKeys}
}

// keep gives what is stored, valid until the next call.
func (k *keeper) keep(args [][]byte) []trace.RecordedArg {
	k.out, k.hash.sums = k.out[:0], k.hash.sums[:0]
	c, known := command.Lookup(args)
	if !known {
		return k.unknown(args)
	}
	k.roles = c.Roles(k.roles[:0], args)
	for i, a := range args {
		stored := trace.RecordedArg{Len: len(a)}
		switch role := k.roles[i]; {
		case role == command.Word, role == command.Key && !k.hashKeys && len(a) <= longestKey:
			stored.Form, stored.Text = trace.ArgKept, a
		case role == command.Key:
			stored.Form, stored.Text = trace.ArgHashed, k.hash.sum('k', a)
		case c.Kind == command.Read:
			stored.Form, stored.Text = trace.ArgHashed, k.hash.sum('a', a)
		}
		k.out = append(k.out, stored)
	}
	return k.out
}

// unknown keeps the name: where keys would stand is not known.
func (k *keeper) unknown(args [][]byte) []trace.RecordedArg {
	for _, a := range args {
		k.out = append(k.out, trace.RecordedArg{Len: len(a)})
	}
	if name := args[0]; len(name) <= longestName {
		k.out[0].Form, k.out[0].Text = trace.ArgKept, name
	}
	return k.out
}
