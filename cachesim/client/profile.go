// Package client knows what a client library caches. A [Profile] says which
// requests it looks up, which drop entries and which pass; a [Builder] makes
// dense events of requests by it.
//
// A read that the profile caches is a lookup of the whole command, database
// and arguments included; the command's name is folded to upper case. A write
// to a key drops every cached command that names the key, in whatever
// database: the server's invalidations name keys without one. FLUSHALL and
// FLUSHDB drop everything, as their push does. Other commands pass; EVAL too,
// whose inner calls stand in the trace themselves.
package client

import (
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/internal/nearest"
)

// Profile says what a client caches.
type Profile struct {
	// Name is the profile's name on the command line.
	Name string
	// Allow lists the commands that are looked up, in upper case; nil means
	// every read of the command table that names a key.
	Allow []string
	// Deny lists commands that are not, even where Allow has them.
	Deny []string
	// Unit is what the client's capacity counts: "entries".
	Unit string
	// MaxEntries and TTL are the client's defaults; 0 means no bound, and no
	// expiry.
	MaxEntries int
	TTL        time.Duration
	// Invalidation says whether writes drop entries.
	Invalidation bool
	// Source cites what the profile was read from.
	Source string
}

// profiles lists the known profiles, the default first.
var profiles = []Profile{
	{
		Name: "valkey-py", Allow: command.ValkeyPyAllow, Deny: command.ValkeyPyDeny,
		Unit: "entries", MaxEntries: 10_000, Invalidation: true,
		Source: "valkey-io/valkey-py 3c97776 valkey/_cache.py",
	},
	{
		Name: "none", Unit: "entries", Invalidation: true,
		Source: "the command table: every read that names a key",
	},
}

// Names lists the names of the profiles, the default first.
func Names() []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.Name
	}
	return names
}

// Lookup finds a profile by its name. The error names the nearest and all.
func Lookup(name string) (Profile, error) {
	for _, p := range profiles {
		if p.Name == name {
			return p, nil
		}
	}
	return Profile{}, nearest.Unknown("client profile", name, Names())
}

// caches says whether the profile looks a command up. A subcommand is listed
// under its container's name.
func (p *Profile) caches(c *command.Command, container string) bool {
	if c.Kind != command.Read || len(c.Specs) == 0 {
		return false
	}
	listed := func(list []string) bool {
		return slices.Contains(list, c.Name) || slices.Contains(list, container)
	}
	return (p.Allow == nil || listed(p.Allow)) && !listed(p.Deny)
}
