package conn

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/conn/resp"
)

// tracker is one connection's part in a cache.
//
// What keeps a reply out of the cache whose key was invalidated while it was
// on the way: the reply's place is reserved before the command is sent, an
// invalidation by any connection voids it, and the reply is put there by the
// goroutine that reads, before it reads what the server said next.
type tracker struct {
	o     *Caching
	rules rules
	cache *Cache
	owner uint64
	other func(resp.Value) // gets the pushes that are no invalidations
}

// valkeyPyRules are those of most connections.
var valkeyPyRules = sync.OnceValue(func() rules { return newRules(nil, nil) })

func newTracker(cache *Cache, l *link) *tracker {
	t := &tracker{o: l.o.Caching, cache: cache, owner: cache.owners.Add(1), rules: valkeyPyRules(), other: l.pushed}
	if t.o.Allow != nil || t.o.Deny != nil {
		t.rules = newRules(t.o.Allow, t.o.Deny)
	}
	return t
}

// appendKey appends what a command is stored by: its words, each behind its
// length.
func appendKey(dst []byte, args []string) []byte {
	for _, arg := range args {
		if len(arg) < 0x80 { // the usual case of a uvarint
			dst = append(dst, byte(len(arg)))
		} else {
			dst = binary.AppendUvarint(dst, uint64(len(arg)))
		}
		dst = append(dst, arg...)
	}
	return dst
}

// scratch is room for a key on the stack: most are shorter.
type scratch [128]byte

// lookup finds the reply of a command. Only such as have a rule are stored, so
// the rule need not be asked.
func (t *tracker) lookup(args []string) (resp.Value, bool) {
	var room scratch
	v, ok := t.cache.local.GetBytes(appendKey(room[:0], args))
	if !ok {
		return resp.Value{}, false
	}
	return v.(resp.Value), true
}

// reserve makes the call keep its reply in the cache; false for a command
// whose reply is not to be kept.
func (t *tracker) reserve(c *call, args []string) bool {
	r := t.rules.find(args[0])
	if r == nil {
		return false
	}
	keys := keysOf(r.command, args)
	if len(keys) == 0 || !t.announced(keys) {
		return false
	}
	c.store = t.cache.local.Reserve(string(appendKey(nil, args)), keys, t.owner)
	return true
}

func keysOf(known *command.Command, args []string) []string {
	found := known.Keys(nil, asBytes(args))
	keys := make([]string, len(found))
	for i, key := range found {
		keys[i] = string(key)
	}
	return keys
}

func asBytes(args []string) [][]byte {
	words := make([][]byte, len(args))
	for i, arg := range args {
		words[i] = []byte(arg)
	}
	return words
}

// announced is true where the server tells of changes of all the keys.
func (t *tracker) announced(keys []string) bool {
	if len(t.o.Prefixes) == 0 {
		return true
	}
	told := func(key string) bool {
		return slices.ContainsFunc(t.o.Prefixes, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
	}
	return !slices.ContainsFunc(keys, func(key string) bool { return !told(key) })
}

// wrote drops what the command changes that was just sent: the server's word
// on it comes after the reply, and with NOLOOP never. What a script or a
// command of a strange module changes, cannot be known.
func (t *tracker) wrote(args []string) {
	known, ok := command.Lookup(asBytes(args))
	switch {
	case ok && known.Kind == command.Write:
		for _, key := range keysOf(known, args) {
			t.cache.InvalidateKey(key)
		}
	case t.o.NoLoop && (!ok || known.Kind == command.Flush || runsScript(known.Name)):
		t.cache.Flush()
	}
}

// runsScript is true for the commands that run a script.
func runsScript(name string) bool {
	return name == "EVAL" || name == "EVALSHA" || name == "FCALL"
}

// pushed takes an invalidation, and hands other pushes on.
func (t *tracker) pushed(v resp.Value) {
	items := v.Items()
	if len(items) != 2 || items[0].Text() != "invalidate" {
		t.other(v)
		return
	}
	if items[1].IsNull() { // FLUSHALL, FLUSHDB
		t.cache.Flush()
		t.tell(nil)
		return
	}
	keys := make([]string, 0, len(items[1].Items()))
	for _, key := range items[1].Items() {
		t.cache.InvalidateKey(key.Text())
		keys = append(keys, key.Text())
	}
	t.tell(keys)
}

func (t *tracker) tell(keys []string) {
	if t.o.OnInvalidate != nil {
		t.o.OnInvalidate(keys)
	}
}

// lost drops what came by the connection: nobody tells of its changes now.
func (t *tracker) lost() { t.cache.local.FlushOwner(t.owner) }
