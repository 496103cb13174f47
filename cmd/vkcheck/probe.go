package main

import (
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
)

func probeCommand() *cli.Command {
	return &cli.Command{
		Name:      probe.CommandProbe,
		Usage:     "connect step by step and say which step fails and how to cure it",
		UsageText: "vkcheck probe cache-1.example:6379\nvkcheck probe valkeys://cache-1.example:6380 --user probe --askpass",
		Description: "Goes through every step of a connection: resolve, connect, TLS, HELLO, AUTH, SETNAME,\n" +
			"SETINFO, SELECT, PING. The password comes from --askpass, --pass-file, --pass-command,\n" +
			"--pass, the URL, VKCHECK_PASS, VALKEYCLI_AUTH or REDISCLI_AUTH, in this order.",
		Flags: slices.Concat(targetFlags(), connectionFlags(true), probeFlags(), revocationFlags(), outputFlags()),
		Action: func(c *cli.Context) error {
			switch {
			case c.Int("count") < 1:
				return errors.New("--count must be above zero")
			case c.Int("concurrency") < 0:
				return errors.New("--concurrency must not be below zero")
			case c.Duration("interval") < 0:
				return errors.New("--interval must not be below zero")
			}
			return examine(c, probe.CommandProbe, true)
		},
	}
}

func probeFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "count", Value: 1, EnvVars: env("count"), Category: categoryProbe, Usage: "connect `N` times, one after the other and each within --timeout, for the percentiles of every step"},
		durationFlag(categoryProbe, "interval", 0, "wait `TIME` between two of them"),
		&cli.IntFlag{Name: "concurrency", EnvVars: env("concurrency"), Category: categoryProbe, DefaultText: "none", Usage: "hold `N` connections at once, and send --count PINGs over each"},
		boolFlag(categoryProbe, "all-nodes", "examine every node that the target knows of: of its cluster, its Sentinels, its replication"),
		boolFlag(categoryProbe, "tracking", "write a key of its own, vkcheck:tracking:..., to see that the invalidation comes; it is deleted"),
	}
}
