package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
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
				return unknown(fmt.Sprintf("there is no code %q", args[0]), args[0], probe.Codes(), "vkcheck explain --list lists them")
			}
			return probe.Explain(c.App.Writer, row)
		},
	}
}

func listCodes(c *cli.Context) error {
	var rows [][]string
	for _, row := range probe.Findings {
		rows = append(rows, []string{row.Code, string(row.Severity), string(row.Outcome), row.Sentence})
	}
	return report.WriteColumns(c.App.Writer, make([]string, 4), rows, terminalOptions(c.App.Writer))
}
