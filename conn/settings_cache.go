package conn

import (
	"errors"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
)

func cacheSettings() []Setting {
	type c = Caching
	settings := []Setting{
		{
			Name: "cache_enabled", Flag: "cache", Switch: "true", Default: "false",
			Usage: "keep replies until the server says that their keys have changed (RESP3)",
			set: option(func(o *Options, value string) error {
				on, err := boolean(value)
				switch {
				case err == nil && !on:
					o.Caching = nil
				case on && o.Caching == nil:
					o.Caching = new(Caching)
				}
				return err
			}),
		},
		{
			Name: "cache_max_size", Flag: "cache-max-size", Usage: "`NUMBER` of replies kept at most", Default: "10000",
			set: caching(to(func(c *c) *int { return &c.Local.MaxEntries }, positive)),
		},
		{
			Name: "cache_max_bytes", Flag: "cache-max-bytes", Usage: "`NUMBER` of bytes that replies may take, beside cache_max_size", Default: "no bound",
			set: caching(to(func(c *c) *int64 { return &c.Local.MaxBytes }, maxBytes)),
		},
		{
			Name: "cache_ttl", Flag: "cache-ttl", Usage: "`TIME` that a reply is kept at most, 0 for as long as it is valid", Default: "0",
			set: caching(to(func(c *c) *time.Duration { return &c.Local.TTL }, secondsOrNone)),
		},
		{
			Name: "cache_policy", Flag: "cache-policy", Usage: "what goes first where the cache is full: " + strings.Join(localcache.PolicyNames(), ", "), Default: "lru",
			set: caching(to(func(c *c) *localcache.Policy { return &c.Local.Policy }, cachePolicy)),
		},
		{
			Name: "cache_allow_list", Flag: "cache-allow", Usage: "keep replies of these `COMMANDS` alone, with commas between", Default: "valkey-py's 74",
			set: caching(to(func(c *c) *[]string { return &c.Allow }, words)),
		},
		{
			Name: "cache_deny_list", Flag: "cache-deny", Usage: "keep no replies of these `COMMANDS`, with commas between",
			set: caching(to(func(c *c) *[]string { return &c.Deny }, words)),
		},
		{
			Name: "cache_tracking", Flag: "cache-tracking", Usage: "which keys the server watches: all that are read, optin or broadcast", Default: "all",
			set: caching(to(func(c *c) *TrackingMode { return &c.Mode }, trackingMode)),
		},
		{
			Name: "cache_prefixes", Flag: "cache-prefixes", Usage: "`PREFIXES` of the keys to watch by broadcast, with commas between", Default: "every key",
			set: caching(to(func(c *c) *[]string { return &c.Prefixes }, words)),
		},
		{
			Name: "cache_noloop", Flag: "cache-noloop", Switch: "true", Default: "false",
			Usage: "let the server keep silent about what this connection writes itself",
			set:   caching(to(func(c *c) *bool { return &c.NoLoop }, boolean)),
		},
	}
	for i := range settings {
		settings[i].Group, settings[i].Session, settings[i].Library = GroupCache, true, true
	}
	return settings
}

// caching is a setting's set for the cache, which it turns on.
func caching(set func(*Caching, string) error) func(*PoolOptions, string) error {
	return option(func(o *Options, value string) error {
		if o.Caching == nil {
			return errors.New("needs cache_enabled=true")
		}
		return set(o.Caching, value)
	})
}

func cachePolicy(value string) (localcache.Policy, error) {
	p, err := localcache.ParsePolicy(value)
	if err != nil {
		return 0, choice(strings.ToLower(value), localcache.PolicyNames()...)
	}
	return p, nil
}

func maxBytes(value string) (int64, error) {
	n, err := whole(value, 1)
	return int64(n), err
}

func trackingMode(value string) (TrackingMode, error) {
	modes := map[string]TrackingMode{"optin": TrackOptIn, "broadcast": TrackBroadcast}
	return modes[value], choice(value, "all", "optin", "broadcast")
}

// words reads what stands between commas.
func words(value string) ([]string, error) {
	items := strings.Split(value, ",")
	for _, item := range items {
		if item == "" {
			return nil, errors.New("is a list with commas between")
		}
	}
	return items, nil
}
