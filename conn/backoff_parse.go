package conn

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

// ParseBackoff reads a kind of backoff and its bounds, such as "none",
// "constant,base=50ms" or "equal-jitter,base=8ms,cap=512ms"; bounds that are
// not given are 8 ms and 512 ms. "default" is [DefaultBackoff]. It reads what
// String of a Backoff of this package writes.
func ParseBackoff(s string) (Backoff, error) {
	kind, rest, _ := strings.Cut(s, ",")
	bounds, err := backoffBounds(rest)
	if err != nil {
		return nil, err
	}
	base, limit := DefaultBackoffBase, DefaultBackoffCap
	take := func(name string, to *time.Duration) {
		if d, given := bounds[name]; given {
			*to = d
			delete(bounds, name)
		}
	}
	var b Backoff
	switch kind {
	case kindNone:
		b = NoBackoff()
	case "default":
		b = DefaultBackoff()
	case kindConstant:
		take("base", &base)
		b = ConstantBackoff(base)
	case kindExponential, kindFullJitter, kindEqualJitter, kindDecorrelated:
		take("base", &base)
		take("cap", &limit)
		if base > limit {
			return nil, fmt.Errorf("the base %v of the backoff is above its cap %v", base, limit)
		}
		b = growing(kind, base, limit)
	default:
		return nil, nearest.Unknown("backoff", kind, backoffKinds)
	}
	for name := range bounds {
		return nil, fmt.Errorf("the backoff %s has no %s", kind, name)
	}
	return b, nil
}

var backoffKinds = []string{
	"default", kindNone, kindConstant, kindExponential, kindFullJitter, kindEqualJitter, kindDecorrelated,
}

// backoffBounds reads base=TIME,cap=TIME.
func backoffBounds(s string) (map[string]time.Duration, error) {
	bounds := map[string]time.Duration{}
	for s != "" {
		var bound string
		bound, s, _ = strings.Cut(s, ",")
		name, value, _ := strings.Cut(bound, "=")
		if name != "base" && name != "cap" {
			return nil, nearest.Unknown("bound of a backoff", name, []string{"base", "cap"})
		}
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return nil, fmt.Errorf("the %s of a backoff is a time such as 8ms", name)
		}
		if _, twice := bounds[name]; twice {
			return nil, errors.New("the bound " + name + " is given more than once")
		}
		bounds[name] = d
	}
	return bounds, nil
}
