package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/serve"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

const categoryServe = "Exporter"

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:      "serve",
		Usage:     "answer Prometheus: examine the target that it asks about",
		UsageText: "vkcheck serve -f vkcheck.yaml\nvkcheck serve -f vkcheck.yaml --listen :9736 --web-config web.yml\ncurl 'http://localhost:9736/probe?target=cache-1&module=replica'",
		Description: "An exporter in the manner of the blackbox exporter, with the targets, modules and waivers of\n" +
			"the gate's file. A query may name those targets, and what the file's allow list has; nothing\n" +
			"else. SIGHUP reads the file anew: where it is wrong, the old one stays in force.",
		Flags: slices.Concat([]cli.Flag{
			configFlag(""),
			&cli.StringFlag{Name: "listen", Value: "localhost:9736", EnvVars: env("listen"), Category: categoryServe, Usage: "`ADDRESS` to listen on: HOST:PORT, or :PORT for all"},
			&cli.StringFlag{Name: "web-config", EnvVars: env("web-config"), Category: categoryServe, Usage: "`FILE` of Prometheus' exporter toolkit, with TLS and passwords"},
			stringFlag(categoryServe, "cache-dir", "keep answers about certificates in `DIR`, as long as they are good (default: in memory)"),
			&cli.IntFlag{Name: "parallel", Value: ocspcheck.DefaultConnections, EnvVars: env("parallel"), Category: categoryServe, Usage: "examine `N` targets at a time, and answer 503 to more"},
		}),
		Action: runServe,
	}
}

func runServe(c *cli.Context) error {
	if args := arguments(c); len(args) > 0 {
		return hinted{fmt.Errorf("serve takes no argument: %q", args[0]), []string{"name the file by -f"}}
	}
	if c.Int("parallel") <= 0 {
		return errors.New("--parallel must be above zero")
	}
	if c.String("listen") == "" {
		return errors.New("--listen is empty: HOST:PORT, or :PORT for all addresses")
	}
	if c.String("config") == stdinName {
		return hinted{errors.New("serve reads its file again on SIGHUP, and standard input is there once"), []string{"name a file by -f"}}
	}
	o := serve.Options{
		File: c.String("config"), Parallel: c.Int("parallel"), Version: version(),
		Log: slog.New(slog.NewTextHandler(c.App.ErrWriter, nil)),
	}
	var err error
	if o.Store, err = openStore(c); err != nil {
		return err
	}
	if o.Store == nil {
		o.Store = &ocspcheck.MemoryStore{}
	}
	s, err := reading(c.Context, func() (*serve.Server, error) { return serve.New(o) })
	if err != nil {
		return noConfig(c, err)
	}
	l, err := net.Listen("tcp", c.String("listen"))
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	stop := onHangup(c.Context, func() {
		if err := s.Reload(); err != nil {
			o.Log.Error("the file is not read: the old one stays in force", "error", redact(err.Error()))
			return
		}
		o.Log.Info("the file is read anew")
	})
	defer stop()
	return s.Run(c.Context, l, c.String("web-config"))
}

// onHangup calls do for each SIGHUP, until the function that it gives is
// called.
func onHangup(ctx context.Context, do func()) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	hangups := make(chan os.Signal, 1)
	signal.Reset(syscall.SIGHUP) // which ends other commands
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-hangups:
				do()
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		signal.Stop(hangups)
		cancel()
	}
}
