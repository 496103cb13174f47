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
		UsageText: "vkcheck ocsp cache-1.example:6380 --cacert ca.pem\nvkcheck ocsp HOST:PORT...\nvkcheck ocsp --cert leaf.pem --issuer ca.pem --response resp.der",
		Description: "Dials with TLS, sends no credential, and asks the staple and the responders about\n" +
			"the leaf and every intermediate. Exit 0: all good; 1: revoked, unknown, forged or\n" +
			"not to be trusted; 3: nobody could say.\n\n" +
			"Without a server, --response and --crl FILE judge the certificate in --cert, which\n" +
			"otherwise is the client certificate.",
		Flags: slices.Concat(targetFlags(), connectionFlags(false), revocationFlags(), offlineFlags(), outputFlags()),
		Action: func(c *cli.Context) error {
			files, err := offline(c)
			switch {
			case err != nil:
				return err
			case files:
				return judgeFiles(c)
			}
			return examine(c, probe.CommandOCSP, false)
		},
	}
}
