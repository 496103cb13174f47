package localcache

import (
	"errors"
	"fmt"
	"time"
)

// Policy says whom to evict when the cache is full.
type Policy uint8

// The policies of valkey-py.
const (
	LRU    Policy = iota // what was looked up longest ago
	LFU                  // what was hit least often; of equals, what was looked up longest ago
	RANDOM               // any entry, each with equal chance
)

// String gives the policy's name in lower case.
func (p Policy) String() string {
	switch p {
	case LRU:
		return "lru"
	case LFU:
		return "lfu"
	case RANDOM:
		return "random"
	}
	return fmt.Sprintf("policy(%d)", uint8(p))
}

// DefaultMaxEntries is the bound where none is given, as in valkey-py.
const DefaultMaxEntries = 10_000

// Options say how a cache behaves. The zero value is valkey-py's default.
type Options struct {
	// MaxEntries bounds the replies held; 0 means DefaultMaxEntries. Each
	// distinct command is one entry, whatever its size.
	MaxEntries int
	// TTL is how long after it was stored a reply may be served; 0 means for
	// ever. Set it where invalidations could be lost.
	TTL time.Duration
	// Policy chooses the victim of a full cache; the default is LRU.
	Policy Policy
	// Seed is of RANDOM's generator; equal seeds draw equal victims.
	Seed uint64
	// Clock tells the time for TTL; nil means time.Now.
	Clock func() time.Time
}

// ErrOptions is wrapped by the errors of New.
var ErrOptions = errors.New("local cache options")

func (o Options) check() error {
	switch {
	case o.MaxEntries < 0:
		return fmt.Errorf("%w: max entries %d is negative", ErrOptions, o.MaxEntries)
	case o.TTL < 0:
		return fmt.Errorf("%w: ttl %v is negative", ErrOptions, o.TTL)
	case o.Policy > RANDOM:
		return fmt.Errorf("%w: unknown %v", ErrOptions, o.Policy)
	}
	return nil
}
