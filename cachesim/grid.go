package cachesim

import (
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/internal/nearest"
)

// MaxSamples is the most entries that a server's policy looks at.
const MaxSamples = sim.MaxSamples

// Policies lists the names of all eviction policies, in the order in which
// they are shown.
func Policies() []string { return sim.Policies() }

// ClientPolicies lists those that are meant for a client's cache, and not the
// server's own.
func ClientPolicies() []string {
	return slices.DeleteFunc(Policies(), ServerPolicy)
}

// ServerPolicy says whether a policy is one of the server's own.
func ServerPolicy(name string) bool { return strings.HasPrefix(name, "valkey-") }

// DefaultClient names the profile by which a trace is read where nobody says:
// that of valkey-py, and for the server's policies alone the server's own.
func DefaultClient(policies []string) string {
	others := func(name string) bool { return !ServerPolicy(name) }
	if len(policies) > 0 && !slices.ContainsFunc(policies, others) {
		return "server"
	}
	return "valkey-py"
}

// About says in a few words what a policy does; "" for an unknown name.
func About(policy string) string {
	p, _ := sim.Lookup(policy)
	return p.About
}

// CheckPolicies errs on the first name that is no policy, and names the nearest
// and all.
func CheckPolicies(names []string) error {
	known := Policies()
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nearest.Unknown("policy", name, known)
		}
	}
	return nil
}

// ladder is how many sizes DefaultSizes gives.
const ladder = sim.Lanes

// DefaultSizes gives a geometric ladder of up to eight sizes, from a thousandth
// of the distinct commands, but at least 1, to all of them; each is rounded to
// two digits, the last up.
func DefaultSizes(unique uint64) []int {
	sizes := []int{round(max(unique, 1), true)}
	for share, i := 1.0, 1; i < ladder; i++ {
		share /= 2.6826957952797246 // the seventh root of a thousand
		if size := round(max(uint64(float64(unique)*share), 1), false); size < sizes[len(sizes)-1] {
			sizes = append(sizes, size)
		}
	}
	slices.Reverse(sizes)
	return sizes
}

// DefaultSizes is the ladder for a trace: of a sample, only the sizes that it
// can tell.
func (t *Trace) DefaultSizes() []int {
	return t.Tell(DefaultSizes(t.Unique*uint64(t.Parts)), false)
}

// round gives n with two digits that count.
func round(n uint64, up bool) int {
	unit := uint64(1)
	for n/unit >= 100 {
		unit *= 10
	}
	if up {
		n += unit - 1
	}
	return int(n / unit * unit)
}
