package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/readfile"
	"github.com/vkcheck/vkcheck/internal/record"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// costOfMonitor is said before every recording.
const costOfMonitor = "MONITOR costs the server about half of its throughput while it lasts: record from a replica, or for seconds"

func recordCommand() *cli.Command {
	return &cli.Command{
		Name:      probe.CommandRecord,
		Usage:     "record what a server is asked, by MONITOR, for cache-sim",
		UsageText: "vkcheck record replica.example:6379 --to trace.vkt --for 30s\nvkcheck record valkeys://replica.example:6380 --to trace.vkt --hash-keys",
		Description: "Writes names of commands, keys, times and lengths, compressed; never a value, a password\n" +
			"or an address. Ends after --for or --requests, or by Ctrl-C: the file is whole in any case.",
		Flags: slices.Concat([]cli.Flag{
			&cli.StringFlag{Name: "to", Usage: "write the recording to this `FILE`, which must not be there yet", EnvVars: env("to"), Category: categoryRecord},
			durationFlag(categoryRecord, "for", 0, "end after this `TIME`"),
			&cli.Uint64Flag{Name: "requests", Usage: "end after `N` requests", DefaultText: "none", EnvVars: env("requests"), Category: categoryRecord},
			boolFlag(categoryRecord, "hash-keys", "store a hash in place of each key, so that the recording can be shared"),
			stringFlag(categoryRecord, "hash-key-file", "the secret of the hashes is in this `FILE`: recordings with the same one can be joined; keys are hashed by --hash-keys alone (default: random, and forgotten)"),
			boolFlag(categoryRecord, "quiet", "no progress and no warning"),
		}, connectionFlags(true), outputFlags()),
		Action: runRecord,
	}
}

func runRecord(c *cli.Context) error {
	sinks, failOn, err := outputs(c)
	if err != nil {
		return err
	}
	o, err := recordOptions(c)
	if err != nil {
		return err
	}
	r := newReport(probe.CommandRecord)
	arg := arguments(c)[0]
	by, err := readFlagged(c, true)
	if err != nil {
		return err
	}
	to, err := target(c, arg, by)
	if refused, ok := probe.Refused(probe.CommandRecord, redactTarget(arg), err); ok {
		r.Targets = []report.Target{refused}
		failOn.Finish(r, false)
		return deliver(c, r, sinks)
	}
	if err != nil {
		return err
	}
	o.Target, o.Conn = nameOf(arg, to), to
	clearBar := func() {}
	if !c.Bool("quiet") {
		warn(c.App.ErrWriter, costOfMonitor)
		o.Started = func(r *record.Recording) { clearBar = recordProgress(c, r) }
	}
	recorded, err := probe.Record(c.Context, o)
	clearBar()
	if err != nil {
		return cannotMake(o.Record.To, err)
	}
	r.Targets = []report.Target{recorded}
	failOn.Finish(r, c.Context.Err() != nil)
	return deliver(c, r, sinks)
}

// recordOptions reads what concerns the recording and not the connection.
func recordOptions(c *cli.Context) (probe.RecordOptions, error) {
	o := probe.RecordOptions{
		Timeout: c.Duration("timeout"),
		Record: record.Options{
			To: c.String("to"), For: c.Duration("for"), Requests: c.Uint64("requests"),
			HashKeys: c.Bool("hash-keys"), Version: version(),
		},
	}
	switch n := len(arguments(c)); {
	case n == 0:
		return o, hinted{errors.New("no target given"), []string{"vkcheck record HOST:PORT --to FILE"}}
	case n > 1:
		return o, hinted{fmt.Errorf("%d targets given, where one is recorded", n), []string{"one run for each; cache-sim reads several files as one trace"}}
	case o.Record.To == "":
		return o, hinted{errors.New("--to is missing: the file that the recording goes to"), []string{"vkcheck record HOST:PORT --to trace.vkt"}}
	case o.Record.To == stdinName:
		return o, hinted{errors.New("--to -: - is no file"), []string{"a recording is a file, whole at its end; standard output has the report"}}
	case o.Record.For < 0:
		return o, errors.New("--for must not be negative")
	case o.Timeout <= 0:
		return o, errors.New("--timeout must be above zero")
	}
	var err error
	o.Record.HashKey, err = reading(c.Context, func() ([]byte, error) { return hashKey(c.String("hash-key-file")) })
	return o, err
}

// A secret of hashes has so many bytes: fewer can be tried out, and more are
// another file.
const (
	shortestKey = 16
	longestKey  = 64 << 10
)

// hashKey reads the secret of hashes; without a file there is none.
func hashKey(file string) ([]byte, error) {
	if file == "" {
		return nil, nil
	}
	key, err := readfile.AtMost(file, longestKey)
	if err != nil {
		return nil, fmt.Errorf("--hash-key-file: %w", err)
	}
	if key = bytes.TrimRight(key, "\r\n"); len(key) < shortestKey {
		return nil, hinted{
			fmt.Errorf("--hash-key-file %s: a secret of %d bytes, fewer than %d", file, len(key), shortestKey),
			[]string{"openssl rand -hex 32 > " + file},
		}
	}
	return key, nil
}

// cannotMake says why there is no file.
func cannotMake(to string, err error) error {
	var path *fs.PathError
	exists := errors.Is(err, fs.ErrExist)
	switch named := errors.As(err, &path); {
	case exists && named && path.Path == to:
		return hinted{fmt.Errorf("--to %s: the file exists", to), []string{"nothing is overwritten: give another name, or move it"}}
	case exists && named:
		return hinted{
			fmt.Errorf("--to %s: %s exists: another run writes it, or was killed", to, path.Path),
			[]string{"cache-sim reads it as it is; move it or remove it"},
		}
	case named:
		err = path.Err
	}
	return fmt.Errorf("--to %s: %w", to, err)
}
