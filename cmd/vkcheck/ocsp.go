package main

import (
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
)

func ocspCommand() *cli.Command {
	return &cli.Command{
		Name:      probe.CommandOCSP,
		Usage:     "report the revocation status of every certificate in the chain",
		UsageText: "vkcheck ocsp cache-1.example:6380 --cacert ca.pem\nvkcheck ocsp HOST:PORT...",
		Description: "Dials with TLS, sends no credential, and asks the staple and the responders about\n" +
			"the leaf and every intermediate. Exit 0: all good; 1: revoked, unknown, forged or\n" +
			"not to be trusted; 3: nobody could say.",
		Flags: slices.Concat(connectionFlags(false), revocationFlags(), outputFlags()),
		Action: func(c *cli.Context) error {
			return examine(c, probe.CommandOCSP, false, probe.OCSP)
		},
	}
}
