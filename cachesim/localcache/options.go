package localcache

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Policy says whom to evict when the cache is full.
type Policy uint8

// The policies: the first three are valkey-py's.
const (
	LRU      Policy = iota // what was looked up longest ago
	LFU                    // what was hit least often; of equals, what was looked up longest ago
	RANDOM                 // any entry, each with equal chance
	SIEVE                  // a hand sweeps from old to new and spares what was hit
	S3FIFO                 // what is new must be hit twice before it may stay
	WTinyLFU               // what is new must have been asked for more often than what it displaces
)

var policyNames = [...]string{"lru", "lfu", "random", "sieve", "s3fifo", "wtinylfu"}

// String gives the policy's name in lower case.
func (p Policy) String() string {
	if int(p) < len(policyNames) {
		return policyNames[p]
	}
	return fmt.Sprintf("policy(%d)", uint8(p))
}

// PolicyNames lists the names of the policies, the default first.
func PolicyNames() []string { return slices.Clone(policyNames[:]) }

// ParsePolicy finds a policy by its name, in any case.
func ParsePolicy(name string) (Policy, error) {
	i := slices.Index(policyNames[:], strings.ToLower(name))
	if i < 0 {
		return 0, fmt.Errorf("%w: unknown policy %q", ErrOptions, name)
	}
	return Policy(i), nil
}

// DefaultMaxEntries is the bound where none is given, as in valkey-py.
const DefaultMaxEntries = 10_000

// Options say how a cache behaves. The zero value is valkey-py's default.
type Options struct {
	// MaxEntries bounds the replies held; 0 means DefaultMaxEntries, or no such
	// bound where MaxBytes is given. Each distinct command is one entry,
	// whatever its size.
	MaxEntries int
	// MaxBytes bounds the memory of the entries, as Size and EntryOverhead
	// count it; 0 means no such bound. An entry that alone is larger is not
	// stored.
	MaxBytes int64
	// Size gives the bytes of a reply; it is needed with MaxBytes, and only
	// then called.
	Size func(reply any) int
	// TTL is how long after it was stored a reply may be served; 0 means for
	// ever. Set it where invalidations could be lost.
	TTL time.Duration
	// Policy chooses the victim of a full cache; the default is LRU.
	Policy Policy
	// Seed is of RANDOM's generator and WTinyLFU's hash; equal seeds draw equal
	// victims.
	Seed uint64
	// Clock tells the time for TTL; nil means time.Now.
	Clock func() time.Time
	// Expired, unless nil, is told of each command whose reply is removed because
	// of the TTL. It must not use the cache.
	Expired func(command string)
}

// ErrOptions is wrapped by the errors of New.
var ErrOptions = errors.New("local cache options")

func (o Options) check() error {
	switch {
	case o.MaxEntries < 0:
		return fmt.Errorf("%w: max entries %d is negative", ErrOptions, o.MaxEntries)
	case o.TTL < 0:
		return fmt.Errorf("%w: ttl %v is negative", ErrOptions, o.TTL)
	case o.MaxBytes < 0:
		return fmt.Errorf("%w: max bytes %d is negative", ErrOptions, o.MaxBytes)
	case o.MaxBytes > 0 && o.Size == nil:
		return fmt.Errorf("%w: max bytes need a size of replies", ErrOptions)
	case int(o.Policy) >= len(policyNames):
		return fmt.Errorf("%w: unknown %v", ErrOptions, o.Policy)
	}
	return nil
}

// complete fills in the defaults.
func (o *Options) complete() {
	switch {
	case o.MaxEntries > 0:
	case o.MaxBytes > 0:
		o.MaxEntries = math.MaxInt
	default:
		o.MaxEntries = DefaultMaxEntries
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
}

// capacity is what the queues of a policy share, in the unit of weight: bytes
// where these are bounded, else entries.
func (o *Options) capacity() int64 {
	if o.MaxBytes > 0 {
		return o.MaxBytes
	}
	return int64(o.MaxEntries)
}
