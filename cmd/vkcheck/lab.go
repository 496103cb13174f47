package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func labCommand() *cli.Command {
	return &cli.Command{
		Name:      "lab",
		Usage:     "serve endpoints with known defects to test clients against",
		UsageText: "vkcheck lab\nvkcheck lab good revoked-leaf --dir /tmp/lab --backend 127.0.0.1:6379",
		Description: "Sets up the scenarios on free loopback ports, each with one defect or none, before an\n" +
			"embedded server or --backend, prints a line to copy for each and runs until it is\n" +
			"interrupted.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "list", Usage: "list the scenarios and set nothing up", DisableDefaultText: true},
			&cli.StringFlag{Name: "dir", Usage: "`DIR` for ca.pem and the client certificate (default: a temporary one)", EnvVars: env("dir")},
			&cli.StringFlag{Name: "backend", Usage: "`HOST:PORT` of a plain-text server to lead to (default: an embedded one)", EnvVars: env("backend")},
		},
		Action: runLab,
	}
}

func runLab(c *cli.Context) error {
	names := arguments(c)
	scenarios, err := chooseScenarios(names)
	if err != nil {
		return err
	}
	if c.Bool("list") {
		return listScenarios(c.App.Writer, scenarios)
	}
	dir := c.String("dir")
	if dir == "" {
		if dir, err = os.MkdirTemp("", "vkcheck-lab-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	l, err := lab.Start(lab.Options{Dir: dir, Backend: c.String("backend"), Scenarios: scenarios})
	if err != nil {
		return err
	}
	defer l.Close()
	for _, e := range l.Endpoints {
		fmt.Fprintf(c.App.Writer, "%-40s # %s: %s; want exit %d\n", strings.Join(append([]string{"vkcheck ocsp", e.Addr, "--cacert", l.CAFile}, e.Flags...), " "), e.Name, e.About, e.Want.OCSP.Exit)
	}
	fmt.Fprintln(c.App.ErrWriter, "vkcheck: the lab is up: interrupt it (Ctrl-C) to end it")
	<-c.Context.Done()
	return nil
}

func chooseScenarios(names []string) ([]lab.Scenario, error) {
	if len(names) == 0 {
		return lab.Scenarios(), nil
	}
	var chosen []lab.Scenario
	for _, name := range names {
		s, ok := lab.FindScenario(name)
		if !ok {
			return nil, unknown(fmt.Sprintf("there is no scenario %q", name), name, scenarioNames(), "vkcheck lab --list lists them")
		}
		chosen = append(chosen, s)
	}
	return chosen, nil
}

func scenarioNames() []string {
	var names []string
	for _, s := range lab.Scenarios() {
		names = append(names, s.Name)
	}
	return names
}

func listScenarios(out io.Writer, scenarios []lab.Scenario) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "SCENARIO\tWHAT IS THE CASE\tOCSP\tPROBE\tSOURCE")
	for _, s := range scenarios {
		about := s.About
		if s.Flags != nil {
			about += " (" + strings.Join(s.Flags, " ") + ")"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.Name, about, wanted(s.Want.OCSP), wanted(s.Want.Probe), s.Source)
	}
	return w.Flush()
}

func wanted(r lab.Result) string {
	if r.Code == "" {
		return fmt.Sprintf("exit %d", r.Exit)
	}
	return fmt.Sprintf("exit %d %s", r.Exit, r.Code)
}
