package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
)

// clientProfile makes the profile of --client, --connections, --allow and
// --deny.
func clientProfile(c *cli.Context) (client.Profile, error) {
	name := c.String("client")
	if !c.IsSet("client") {
		name = cachesim.DefaultClient(list(c.StringSlice("policy")))
	}
	p, err := client.Lookup(name)
	if err != nil {
		return p, fmt.Errorf("--client: %w", err)
	}
	if p, err = p.With(list(c.StringSlice("allow")), nil); err != nil {
		return p, fmt.Errorf("--allow: %w", err)
	}
	if p, err = p.With(nil, list(c.StringSlice("deny"))); err != nil {
		return p, fmt.Errorf("--deny: %w", err)
	}
	if p, err = p.Connected(c.Int("connections")); err != nil {
		return p, fmt.Errorf("--connections %d: %w", c.Int("connections"), err)
	}
	p.Lifetimes = c.Bool("lifetimes")
	return p, nil
}
