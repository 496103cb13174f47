package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// demoTrace is what valkey-cli monitor printed of a real server under a small
// workload of reads, writes and expiring keys.
//
//go:embed demo.trace.gz
var demoTrace []byte

func demoCommand() *cli.Command {
	return &cli.Command{
		Name:      "demo",
		Usage:     "show the three jobs on a lab of its own, with nothing installed",
		UsageText: "vkcheck demo",
		Action:    runDemo,
	}
}

func runDemo(c *cli.Context) error {
	outliveReader()
	dir, err := temporary("vkcheck-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	tracePath := filepath.Join(dir, "trace.gz")
	if err := os.WriteFile(tracePath, demoTrace, 0o644); err != nil {
		return err
	}
	scenarios, err := chooseScenarios([]string{"good", "revoked-leaf"})
	if err != nil {
		return err
	}
	l, err := lab.Start(lab.Options{Dir: dir, Scenarios: scenarios})
	if err != nil {
		return err
	}
	defer l.Close()
	good, revoked := l.Endpoints[0], l.Endpoints[1]
	for _, step := range []struct {
		about string
		argv  []string
	}{
		{"is the certificate good?", []string{"ocsp", good.Addr, "--cacert", l.CAFile}},
		{"and this one, whose responder says revoked?", []string{"ocsp", revoked.Addr, "--cacert", l.CAFile}},
		{"can I connect, step by step?", []string{"probe", good.Addr, "--cacert", l.CAFile}},
		{"would a client-side cache pay, and which?", []string{"cache-sim", tracePath}},
	} {
		if c.Context.Err() != nil {
			return c.Context.Err()
		}
		if err := showStep(c, step.about, step.argv); err != nil {
			return err
		}
	}
	return nil
}

// showStep runs one command as a user would type it, and shows its exit code.
func showStep(c *cli.Context, about string, argv []string) error {
	if _, err := fmt.Fprintf(c.App.Writer, "# %s\n$ vkcheck %s\n", about, strings.Join(argv, " ")); err != nil {
		return err
	}
	exit := run(c.Context, append([]string{"vkcheck"}, argv...), strings.NewReader(""), c.App.Writer, c.App.ErrWriter)
	_, err := fmt.Fprintf(c.App.Writer, "# exit %d\n\n", exit)
	return err
}
