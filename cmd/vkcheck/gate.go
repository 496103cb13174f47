package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/gate"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
)

const categoryGate = "Gate"

// configFlag names the gate's file; more is what else it may be.
func configFlag(more string) cli.Flag {
	return &cli.StringFlag{Name: "config", Aliases: []string{"f"}, Value: "vkcheck.yaml", EnvVars: env("config"), Category: categoryGate, Usage: "`FILE` with targets, thresholds and waivers" + more}
}

func gateCommand() *cli.Command {
	return &cli.Command{
		Name:      probe.CommandGate,
		Usage:     "hold servers and traces against a file that says what is healthy",
		UsageText: "vkcheck gate --init vkcheck.yaml\nvkcheck gate -f vkcheck.yaml --check-config\nvkcheck gate -f vkcheck.yaml -o junit=gate.xml -o table",
		Description: "Examines the targets of the file as probe and ocsp do, holds thresholds against what they\n" +
			"found, replays traces, and lets waivers take out findings until a date. Exit 0: healthy;\n" +
			"1: not; 2: the file is wrong; 3: something could not be told.",
		Flags: slices.Concat([]cli.Flag{
			configFlag("; - for standard input"),
			&cli.BoolFlag{Name: "check-config", Category: categoryGate, DisableDefaultText: true, Usage: "validate the file and list what would run, without dialling"},
			&cli.BoolFlag{Name: "init", Category: categoryGate, DisableDefaultText: true, Usage: "write an example, with comments, to standard output or to the file that is named, which must not exist"},
			stringFlag(categoryGate, "cache-dir", "keep answers about certificates in `DIR` for the next run, as long as they are good"),
			&cli.IntFlag{Name: "parallel", Value: ocspcheck.DefaultConnections, EnvVars: env("parallel"), Category: categoryGate, Usage: "examine `N` targets, and hold N connections to a responder, at a time"},
		}, outputFlags()),
		Action: runGate,
	}
}

func runGate(c *cli.Context) error {
	args := arguments(c)
	switch {
	case c.Bool("init"):
		return initGate(c, args)
	case len(args) > 0:
		return hinted{fmt.Errorf("gate takes no argument: %q", args[0]), []string{"name the file by -f; targets stand in it"}}
	case c.Int("parallel") <= 0:
		return errors.New("--parallel must be above zero")
	}
	sinks, failOn, err := outputs(c)
	if err != nil {
		return err
	}
	config, err := loadGate(c)
	if err != nil {
		return noConfig(c, err)
	}
	if c.Bool("check-config") {
		return checkGate(c, config)
	}
	o := gate.RunOptions{Parallel: c.Int("parallel"), Version: version(), Memory: freeMemory()}
	if o.Store, err = openStore(c); err != nil {
		return err
	}
	r := newReport(probe.CommandGate)
	done := gateProgress(c, config, &o)
	err = config.Run(c.Context, r, o)
	done()
	if err != nil {
		return err
	}
	failOn.Finish(r, c.Context.Err() != nil)
	return deliver(c, r, sinks)
}

// loadGate reads the file of -f.
func loadGate(c *cli.Context) (*gate.Config, error) {
	return reading(c.Context, func() (*gate.Config, error) {
		if name := c.String("config"); name != stdinName {
			return gate.Load(name)
		}
		return gate.LoadFrom(c.App.Reader)
	})
}

// noConfig tells who has no file yet how to come by one.
func noConfig(c *cli.Context, err error) error {
	if errors.Is(err, os.ErrNotExist) && !c.IsSet("config") {
		return hinted{err, []string{"vkcheck gate --init vkcheck.yaml writes an example", "name another file by -f"}}
	}
	return err
}

// initGate writes the example, and never over a file.
func initGate(c *cli.Context, args []string) error {
	switch {
	case len(args) == 0, len(args) == 1 && args[0] == stdinName:
		_, err := c.App.Writer.Write(gate.Example)
		return err
	case len(args) > 1:
		return errors.New("--init writes one file")
	}
	f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(gate.Example)
	return errors.Join(err, f.Close())
}

func checkGate(c *cli.Context, config *gate.Config) error {
	for _, remark := range config.Remarks(time.Now()) {
		warn(c.App.ErrWriter, redact(remark))
	}
	return config.Describe(c.App.Writer)
}

// gateProgress counts on standard error what is done, where that is a terminal,
// and gives the function that clears it.
func gateProgress(c *cli.Context, config *gate.Config, o *gate.RunOptions) func() {
	f, ok := terminal(c.App.ErrWriter)
	if !ok {
		return func() {}
	}
	bar := progressbar.NewOptions(len(config.Traces), progressbar.OptionSetWriter(f), progressbar.OptionShowCount(),
		progressbar.OptionSetDescription("examining"), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(barInterval))
	o.Found = func(more int) { bar.ChangeMax(bar.GetMax() + more) }
	o.Done = func(string) { _ = bar.Add(1) }
	return func() { _ = bar.Finish() }
}
