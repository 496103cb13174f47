package conn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/conn/resp"
)

// TrackingMode says of which keys the server pushes invalidations.
type TrackingMode uint8

// The modes of CLIENT TRACKING.
const (
	TrackAll       TrackingMode = iota // of every key that the connection reads
	TrackOptIn                         // of those alone whose replies go into the cache
	TrackBroadcast                     // of every key that begins with one of Prefixes, read or not
)

// Caching turns client-side caching on: replies of reading commands are kept
// and served until the server says that one of their keys has changed. The
// zero value caches as valkey-py does.
type Caching struct {
	// Mode is how CLIENT TRACKING is turned on.
	Mode TrackingMode
	// Prefixes are those of TrackBroadcast; with none of them it is every key.
	// Only replies whose keys all have one are kept.
	Prefixes []string
	// NoLoop asks for no invalidations of what the connection writes itself:
	// the cache then drops them as the command is sent.
	NoLoop bool
	// Allow lists the commands whose replies are kept, in any case; nil is
	// valkey-py's list of 74. Only commands that read keys may be listed.
	Allow []string
	// Deny lists those that are not, even where Allow has them.
	Deny []string
	// Local are the bounds and the policy of each connection's own cache. Its
	// Size may be nil: what replies take is known here.
	Local localcache.Options
	// Cache is shared by all connections that have it, which must be to one
	// server and database and of one user: a reply is found by its command
	// alone. nil, the default, gives each connection a cache of its own.
	Cache *Cache
	// OnInvalidate is told of every invalidation: the keys, or nil where all
	// are dropped. The goroutine that reads calls it: it may neither block nor
	// use nor close the connection or its pool. It may be nil.
	OnInvalidate func(keys []string)
}

// command is the CLIENT TRACKING that turns it on.
func (c *Caching) command() []string {
	args := []string{"CLIENT", "TRACKING", "ON"}
	switch c.Mode {
	case TrackOptIn:
		args = append(args, "OPTIN")
	case TrackBroadcast:
		args = append(args, "BCAST")
		for _, prefix := range c.Prefixes {
			args = append(args, "PREFIX", prefix)
		}
	}
	if c.NoLoop {
		args = append(args, "NOLOOP")
	}
	return args
}

// check finds what cannot work.
func (c *Caching) check() error {
	switch {
	case c.Mode > TrackBroadcast:
		return fmt.Errorf("there is no tracking mode %d", c.Mode)
	case len(c.Prefixes) > 0 && c.Mode != TrackBroadcast:
		return errors.New("prefixes are for broadcast tracking")
	}
	for _, name := range c.Allow {
		known, ok := command.Lookup([][]byte{[]byte(name)})
		switch {
		case !ok:
			return fmt.Errorf("the allow list has an unknown command %q", name)
		case known.Kind != command.Read || len(known.Specs) == 0:
			return fmt.Errorf("the allow list has %q, which is no command that reads keys", name)
		}
	}
	_, err := localcache.New(sized(c.Local))
	return err
}

// Cache holds replies by command, for one connection or for several. All
// methods are safe for concurrent use.
type Cache struct {
	local  *localcache.Cache
	owners atomic.Uint64 // connections that have put replies into it
}

// NewCache gives an empty cache, for [Caching.Cache]. It errs on bounds that
// are negative.
func NewCache(o localcache.Options) (*Cache, error) {
	local, err := localcache.New(sized(o))
	if err != nil {
		return nil, configError(CodeBadOption, "", err)
	}
	return &Cache{local: local}, nil
}

// sized gives the options a size of replies where they have none.
func sized(o localcache.Options) localcache.Options {
	if o.Size == nil {
		o.Size = func(reply any) int { return reply.(resp.Value).Size() }
	}
	return o
}

// Delete drops the replies of the given commands, each as it was given to Do.
func (c *Cache) Delete(commands ...[]string) {
	for _, args := range commands {
		c.local.Delete(string(appendKey(nil, args)))
	}
}

// InvalidateKey drops the replies of all commands that name the key.
func (c *Cache) InvalidateKey(key string) { c.local.InvalidateKey(key) }

// Flush drops all replies.
func (c *Cache) Flush() { c.local.Flush() }

// Stats counts what the cache holds and did.
func (c *Cache) Stats() localcache.Stats { return c.local.Stats() }

// rules are the commands that are cached, by their names in upper and in lower
// case.
type rules map[string]*command.Command

func newRules(allow, deny []string) rules {
	if allow == nil {
		allow = command.ValkeyPyAllow
	}
	denied := func(name string) bool {
		return slices.ContainsFunc(deny, func(d string) bool { return strings.EqualFold(d, name) })
	}
	r := make(rules, 2*len(allow))
	for _, name := range allow {
		if known, ok := command.Lookup([][]byte{[]byte(name)}); ok && !denied(name) {
			r[strings.ToUpper(name)], r[strings.ToLower(name)] = known, known
		}
	}
	return r
}
