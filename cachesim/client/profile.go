// Package client knows what a client library caches. A [Profile] says which
// requests it looks up, which drop entries and which pass; a [Builder] makes
// dense events of requests by it.
//
// A read that the profile caches is a lookup of the whole command, database
// and arguments included; the command's name is folded to upper case. A write
// to a key drops every cached command that names the key, in whatever
// database: the server's invalidations name keys without one. FLUSHALL and
// FLUSHDB drop everything, as their push does. (The profile of the server itself
// is another matter: server.go.) Other commands pass; EVAL too,
// whose inner calls stand in the trace themselves.
//
// What belongs here: what differs from client to client, and sampling, which is
// a matter of which commands are kept. What does not: how a format spells a
// request (package trace), what a command is (package command).
package client

import (
	"bytes"
	"errors"
	"fmt"
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
	// PerKey lists commands of several keys of which each key is looked up by
	// itself, and the command that it is looked up as.
	PerKey map[string]string
	// Unit is what the client's own capacity counts: "entries" or "bytes".
	Unit string
	// MaxEntries, MaxBytes and TTL are the client's defaults; 0 means no bound,
	// and no expiry.
	MaxEntries int
	MaxBytes   int64
	TTL        time.Duration
	// Connections is how many connections have a cache of their own; 0 or 1
	// means one cache for all. Each client address of the trace is one
	// connection as far as they suffice, then they are dealt out again from the
	// first; requests that name no client go round, as if the load were even.
	Connections int
	// Shared says that all connections of one client share one cache, where
	// nobody asks for something else.
	Shared bool
	// Invalidation says whether writes drop entries. Where they do not, a hit
	// may be stale.
	Invalidation bool
	// NilsUnkept says that the client asks again for what was nil: only a capture
	// with replies tells.
	NilsUnkept bool
	// FlushUnheard says that FLUSHALL and FLUSHDB drop nothing all the same.
	FlushUnheard bool
	// Lifetimes says that a key which expires, where the trace tells when, drops
	// entries as a write does. In the server's memory keys always expire.
	Lifetimes bool
	// Server says that it is no client: it is the server's memory, where reads look
	// keys up and writes leave them behind, until they are deleted.
	Server bool
	// Source cites what the profile was read from.
	Source string
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

// With gives the profile with other lists, as --allow and --deny name them:
// commands in any case. An empty allow list leaves the profile's; what is denied
// is denied beside the profile's own. The error names a command that is
// unknown or reads no keys.
func (p Profile) With(allow, deny []string) (Profile, error) {
	allowed, err := commands(allow, true)
	if err != nil {
		return p, err
	}
	denied, err := commands(deny, false)
	if err != nil {
		return p, err
	}
	if len(allowed) > 0 {
		p.Allow, p.Deny = allowed, nil
	}
	p.Deny = slices.Concat(p.Deny, denied)
	return p, nil
}

// Connected gives the profile with so many connections that have a cache of their
// own each, from 1, which is one cache for all, to MaxConnections. It errs on other
// numbers, and on more than one for the server, which has one memory.
func (p Profile) Connected(connections int) (Profile, error) {
	switch {
	case connections < 1 || connections > MaxConnections:
		return p, fmt.Errorf("a number from 1 to %d", MaxConnections)
	case p.Server && connections > 1:
		return p, errors.New("the server has one memory, whatever the connections")
	}
	p.Connections = connections
	return p, nil
}

// commands checks names of commands and gives them in upper case.
func commands(names []string, reads bool) ([]string, error) {
	out := make([]string, len(names))
	for i, name := range names {
		args := bytes.Fields([]byte(name))
		c, ok := command.Lookup(args)
		if !ok {
			return nil, fmt.Errorf("unknown command %q", name)
		}
		if reads && !c.Container && (c.Kind != command.Read || len(c.Specs) == 0) {
			return nil, fmt.Errorf("%s reads no keys: it cannot be cached", c.Name)
		}
		out[i] = c.Name
	}
	return out, nil
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
