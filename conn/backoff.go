package conn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// The bounds of the backoffs that grow, where none are given.
const (
	DefaultBackoffBase = 8 * time.Millisecond
	DefaultBackoffCap  = 512 * time.Millisecond
)

// Backoff says how long to pause between attempts.
type Backoff interface {
	// Pause is the pause after so many failures, 1 or more, where previous is
	// the pause before it, 0 at first. It is never negative.
	Pause(failures int, previous time.Duration) time.Duration
}

// backoff is every Backoff of this package: a value without state, so that
// connections that have the same share nothing.
type backoff struct {
	Kind      string
	Base, Cap time.Duration
}

// The kinds of backoff, by the names that [ParseBackoff] reads.
const (
	kindNone         = "none"
	kindConstant     = "constant"
	kindExponential  = "exponential"
	kindFullJitter   = "full-jitter"
	kindEqualJitter  = "equal-jitter"
	kindDecorrelated = "decorrelated-jitter"
)

// NoBackoff makes no pause.
func NoBackoff() Backoff { return backoff{Kind: kindNone} }

// ConstantBackoff pauses for d each time.
func ConstantBackoff(d time.Duration) Backoff { return backoff{Kind: kindConstant, Base: max(d, 0)} }

// ExponentialBackoff pauses for base * 2^failures, at most limit: twice base
// after the first failure.
func ExponentialBackoff(base, limit time.Duration) Backoff {
	return growing(kindExponential, base, limit)
}

// FullJitter pauses for a random time up to that of [ExponentialBackoff].
func FullJitter(base, limit time.Duration) Backoff { return growing(kindFullJitter, base, limit) }

// EqualJitter pauses for half the time of [ExponentialBackoff], and a random
// time up to the other half.
func EqualJitter(base, limit time.Duration) Backoff { return growing(kindEqualJitter, base, limit) }

// DecorrelatedJitter pauses for a random time from base to three times the
// pause before, at most limit.
func DecorrelatedJitter(base, limit time.Duration) Backoff {
	return growing(kindDecorrelated, base, limit)
}

// DefaultBackoff is the equal jitter from 8 ms to 512 ms.
func DefaultBackoff() Backoff { return EqualJitter(DefaultBackoffBase, DefaultBackoffCap) }

func growing(kind string, base, limit time.Duration) backoff {
	limit = min(max(limit, 0), math.MaxInt64-1) // between adds one
	return backoff{Kind: kind, Base: min(max(base, 0), limit), Cap: limit}
}

// Pause implements [Backoff].
func (b backoff) Pause(failures int, previous time.Duration) time.Duration {
	switch b.Kind {
	case kindConstant:
		return b.Base
	case kindExponential:
		return b.grown(failures)
	case kindFullJitter:
		return between(0, b.grown(failures))
	case kindEqualJitter:
		grown := b.grown(failures)
		return grown/2 + between(0, grown-grown/2)
	case kindDecorrelated:
		most := b.Cap
		if previous <= b.Cap/3 { // so that three times cannot overflow
			most = max(b.Base, 3*max(previous, 0))
		}
		return min(b.Cap, between(b.Base, most))
	}
	return 0
}

// grown is base * 2^failures, at most the limit, for any number of failures.
func (b backoff) grown(failures int) time.Duration {
	if failures >= 63 || b.Base > b.Cap>>failures { // the shift back cannot overflow
		if b.Base == 0 {
			return 0
		}
		return b.Cap
	}
	return b.Base << failures
}

// String is what [ParseBackoff] makes the same Backoff of.
func (b backoff) String() string {
	switch b.Kind {
	case kindNone:
		return b.Kind
	case kindConstant:
		return fmt.Sprintf("%s,base=%v", b.Kind, b.Base)
	}
	return fmt.Sprintf("%s,base=%v,cap=%v", b.Kind, b.Base, b.Cap)
}

// between is a random time from least to most, both included.
func between(least, most time.Duration) time.Duration {
	return least + rand.N(most-least+1)
}
