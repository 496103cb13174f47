package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/cachesim/client"
)

// clientProfile makes the profile of --client, --connections, --allow and
// --deny.
func clientProfile(c *cli.Context) (client.Profile, error) {
	p, err := client.Lookup(c.String("client"))
	if err != nil {
		return p, fmt.Errorf("--client: %w", err)
	}
	if p, err = p.With(list(c.StringSlice("allow")), nil); err != nil {
		return p, fmt.Errorf("--allow: %w", err)
	}
	if p, err = p.With(nil, list(c.StringSlice("deny"))); err != nil {
		return p, fmt.Errorf("--deny: %w", err)
	}
	p.Connections = c.Int("connections")
	if p.Connections < 1 || p.Connections > client.MaxConnections {
		return p, fmt.Errorf("--connections %d: a number from 1 to %d", p.Connections, client.MaxConnections)
	}
	return p, nil
}
