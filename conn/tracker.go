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
	known, ok := t.rules[args[0]]
	if !ok {
		return false
	}
	keys := keysOf(known, wordsOf(args))
	if len(keys) == 0 || restsOnMore(known, args) || !t.announced(keys) {
		return false
	}
	c.store = t.cache.local.Reserve(string(appendKey(nil, args)), keys, t.owner)
	return true
}

// restsOnMore is true where a reply rests on more than the keys of which the
// server tells: on those that SORT makes of its patterns, on when it is asked, or on
// a stream's groups, whose changes the server takes for none of the key.
func restsOnMore(known *command.Command, args []string) bool {
	has := func(option string) bool {
		return slices.ContainsFunc(args, func(arg string) bool { return strings.EqualFold(arg, option) })
	}
	switch known.Name {
	case "SORT_RO":
		return has("BY") || has("GET")
	case "XREAD":
		return has("BLOCK")
	case "XPENDING", "XINFO GROUPS", "XINFO CONSUMERS":
		return true
	}
	return false
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

// wrote drops what the command changes: the server's word on it comes after
// the reply, and with NOLOOP never. It is called when the command was sent, so
// that nothing read before is served; and when the reply is there, because
// another connection may have read the old value meanwhile into the same
// cache. What a script changes beside the keys it was given, or a command of a
// strange module, cannot be known; of SWAPDB the server tells nobody. Where the
// connection itself is changed, the server may fall silent.
func (t *tracker) wrote(args []string) {
	args = wordsOf(args)
	known, ok := command.Lookup(asBytes(args))
	script := ok && runsScript(known.Name)
	switch {
	case effectOf(args) == alters:
		t.lost()
	case ok && (known.Kind == command.Flush || known.Name == "SWAPDB"), t.o.NoLoop && (!ok || script):
		t.cache.Flush()
	case script, ok && known.Kind == command.Write:
		for _, key := range keysOf(known, args) {
			t.cache.InvalidateKey(key)
		}
	}
}

// runsScript is true for the commands that run a script.
func runsScript(name string) bool {
	return name == "EVAL" || name == "EVALSHA" || name == "FCALL"
}

// pushed takes an invalidation, and hands other pushes on.
func (t *tracker) pushed(v resp.Value) {
	if !invalidates(v) {
		t.other(v)
		return
	}
	keys, ok := invalidated(v.Items()[1:])
	if !ok {
		t.cache.Flush()
		t.tell(nil)
		return
	}
	for _, key := range keys {
		t.cache.InvalidateKey(key)
	}
	t.tell(keys)
}

// invalidates is true for a push that is an invalidation.
func invalidates(v resp.Value) bool {
	items := v.Items()
	return len(items) > 0 && items[0].Text() == "invalidate"
}

// invalidated are the keys of an invalidation; not ok for all of them: by the
// null of FLUSHALL and FLUSHDB, and by whatever else is no list of keys.
func invalidated(said []resp.Value) (keys []string, ok bool) {
	if len(said) != 1 || said[0].Kind() != resp.Array {
		return nil, false
	}
	keys = make([]string, 0, len(said[0].Items()))
	for _, key := range said[0].Items() {
		if !isString(key) {
			return nil, false
		}
		keys = append(keys, key.Text())
	}
	return keys, true
}

func (t *tracker) tell(keys []string) {
	if t.o.OnInvalidate != nil {
		t.o.OnInvalidate(keys)
	}
}

// lost drops what came by the connection: nobody tells of its changes now.
func (t *tracker) lost() { t.cache.local.FlushOwner(t.owner) }
