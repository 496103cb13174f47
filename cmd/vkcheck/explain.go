package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
)

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "explain a code: what is the case, and what to do",
		UsageText: "vkcheck explain tls-to-plaintext-port\nvkcheck explain --list",
		Flags:     []cli.Flag{&cli.BoolFlag{Name: "list", Usage: "list all codes", DisableDefaultText: true}},
		Action: func(c *cli.Context) error {
			args := arguments(c)
			if c.Bool("list") {
				return listCodes(c)
			}
			if len(args) != 1 {
				return hinted{errors.New("give one code"), []string{"vkcheck explain --list lists them"}}
			}
			row, ok := probe.Lookup(args[0])
			if !ok {
				return unknown(fmt.Sprintf("there is no code %q", args[0]), args[0], codes(), "vkcheck explain --list lists them")
			}
			return probe.Explain(c.App.Writer, row)
		},
	}
}

func listCodes(c *cli.Context) error {
	w := tabwriter.NewWriter(c.App.Writer, 0, 8, 2, ' ', 0)
	for _, row := range probe.Findings {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", row.Code, row.Severity, row.Outcome, row.Sentence)
	}
	return w.Flush()
}

func codes() []string {
	var all []string
	for _, row := range probe.Findings {
		all = append(all, row.Code)
	}
	return all
}
