package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

func cacheSimCommand() *cli.Command {
	return &cli.Command{
		Name:      probe.CommandCacheSim,
		Usage:     "replay a trace through a client-side cache, by each policy",
		UsageText: "vkcheck cache-sim trace.txt\nvkcheck cache-sim monday.gz tuesday.zst -\nvkcheck cache-sim trace.txt --policy lru --size 10k --min-hit-ratio 0.8",
		Description: "Reads one key per line, the output of MONITOR, and the formats of --format, plain, gzip,\n" +
			"zstd, xz or bzip2; - is standard input. Several files are one trace, in their order.\n" +
			"MONITOR halves a server's throughput: record on a replica, or for seconds.",
		Flags: slices.Concat([]cli.Flag{
			&cli.StringSliceFlag{Name: "policy", Aliases: []string{"p"}, Usage: "eviction `POLICY`, may repeat or be a list: " + strings.Join(cachesim.Policies(), ", ") + " (default: all but the server's own, valkey-...)", EnvVars: env("policy"), Category: categorySim},
			&cli.StringSliceFlag{Name: "size", Aliases: []string{"s"}, Usage: "cache `SIZE` in entries (10000, 10k, 1m), as a share of the distinct commands (10%), or in bytes of memory (64mb), may repeat or be a list (default: a ladder)", EnvVars: env("size"), Category: categorySim},
			&cli.StringFlag{Name: "client", Value: "valkey-py", Usage: "`PROFILE` that decides which commands are cached: " + strings.Join(client.Names(), ", ") + " (server: its memory, the default where all policies are valkey-...)", EnvVars: env("client"), Category: categorySim},
			&cli.IntFlag{Name: "connections", Value: 1, Usage: "`N` connections with a cache of their own; 1 is one cache for all", EnvVars: env("connections"), Category: categorySim},
			&cli.StringSliceFlag{Name: "allow", Usage: "cache these `COMMANDS` alone, whatever the client does; may be a list", EnvVars: env("allow"), Category: categorySim},
			&cli.StringSliceFlag{Name: "deny", Usage: "do not cache these `COMMANDS`; may be a list", EnvVars: env("deny"), Category: categorySim},
			&cli.BoolFlag{Name: "lifetimes", Usage: "keys expire where the trace says so, and the entries with them, as in --client server", EnvVars: env("lifetimes"), Category: categorySim},
			durationFlag(categorySim, "ttl", 0, "entries expire this `TIME` after they were stored"),
			&cli.StringFlag{Name: "format", Usage: "`FORMAT` of the trace: " + strings.Join(trace.Formats(), ", ") + " (default: by content)", EnvVars: env("format"), Category: categorySim},
			&cli.StringFlag{Name: "csv-columns", Usage: "where the `COLUMNS` of a CSV file are, by number or name: time=1,key=2,op=3,size=bytes,ttl=5", EnvVars: env("csv-columns"), Category: categorySim},
			&cli.IntFlag{Name: "skip-bad", Usage: "leave out up to `N` malformed lines or records", EnvVars: env("skip-bad"), Category: categorySim},
			&cli.IntFlag{Name: "maxmemory-samples", Value: 5, Usage: "entries that the server's policies (valkey-...) look at to evict one, `N` from 1 to 64", EnvVars: env("maxmemory-samples"), Category: categorySim},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "`SEED` of the policies that draw lots", EnvVars: env("seed"), Category: categorySim},
			&cli.BoolFlag{Name: "bytes", Usage: "byte hit ratios, too, where the format has sizes of values", EnvVars: env("bytes"), Category: categorySim},
			&cli.IntFlag{Name: "top", Usage: "the `N` most requested keys, key prefixes and commands, with their hit ratios", EnvVars: env("top"), Category: categorySim},
			&cli.StringFlag{Name: "prefix-separator", Value: ":", Usage: "a key's prefix ends with the first `TEXT`", EnvVars: env("prefix-separator"), Category: categorySim},
			&cli.StringFlag{Name: "over-time", Usage: "hit ratio and working set by `INTERVAL`: a duration (10s), or how many there are (24)", EnvVars: env("over-time"), Category: categorySim},
			&cli.Float64Flag{Name: "min-hit-ratio", Usage: "exit 1 unless the best cell reaches this `RATIO` (0 to 1)", DefaultText: "none", EnvVars: env("min-hit-ratio"), Category: categorySim},
		}, samplingFlags(), outputFlags()),
		Action: runCacheSim,
	}
}

func runCacheSim(c *cli.Context) error {
	sinks, failOn, err := outputs(c)
	if err != nil {
		return err
	}
	args := arguments(c)
	if len(args) == 0 {
		return hinted{errors.New("no trace given"), []string{"vkcheck cache-sim FILE, or - for standard input"}}
	}
	o, err := simulateOptions(c)
	if err != nil {
		return err
	}
	if o.Source.Name, o.Source.More, err = traceNames(args); err != nil {
		return err
	}
	if drawn(sinks) && len(o.Sizes) == 1 && o.Curve == probe.NoCurve {
		return errors.New("-o svg draws curves: give --curve, or several sizes")
	}
	o.Source.Stdin = c.App.Reader
	r := newReport(probe.CommandCacheSim)
	done := progress(c, &o)
	view, findings, err := probe.Simulate(c.Context, o)
	done()
	if view != nil {
		r.Traces = append(r.Traces, *view)
	}
	r.Findings = append(r.Findings, findings...)
	if err != nil && c.Context.Err() == nil {
		return err
	}
	failOn.Finish(r, c.Context.Err() != nil)
	return deliver(c, r, sinks)
}

// traceNames checks the arguments: files, and standard input at most once.
func traceNames(args []string) (name string, more []string, err error) {
	stdin := 0
	for _, name := range args {
		if strings.Contains(name, "://") {
			return "", nil, fmt.Errorf("%s: a trace is a file, or - for standard input", name)
		}
		if name == "-" {
			stdin++
		}
	}
	if stdin > 1 {
		return "", nil, errors.New("standard input, -, is given twice")
	}
	return args[0], args[1:], nil
}

func simulateOptions(c *cli.Context) (probe.SimulateOptions, error) {
	o := probe.SimulateOptions{
		Policies: list(c.StringSlice("policy")), Seed: c.Uint64("seed"),
		TTL: c.Duration("ttl"), MinHitRatio: c.Float64("min-hit-ratio"),
	}
	o.Bytes, o.Top, o.Separator = c.Bool("bytes"), c.Int("top"), c.String("prefix-separator")
	if o.Top < 0 {
		return o, errors.New("--top must not be negative")
	}
	var err error
	if o.Intervals, o.Every, err = parseInterval(c.String("over-time")); err != nil {
		return o, err
	}
	if o.Profile, err = clientProfile(c); err != nil {
		return o, err
	}
	if slices.Equal(o.Policies, []string{"all"}) {
		o.Policies = nil
	}
	if o.Samples = c.Int("maxmemory-samples"); o.Samples < 1 || o.Samples > cachesim.MaxSamples {
		return o, fmt.Errorf("--maxmemory-samples %d: a number from 1 to %d", o.Samples, cachesim.MaxSamples)
	}
	if err := cachesim.CheckPolicies(o.Policies); err != nil {
		return o, fmt.Errorf("--policy: %w", err)
	}
	if !(o.MinHitRatio >= 0 && o.MinHitRatio <= 1) { // nor NaN
		return o, fmt.Errorf("--min-hit-ratio %v: a ratio from 0 to 1", o.MinHitRatio)
	}
	o.Source.Options = trace.Options{Format: c.String("format"), Columns: c.String("csv-columns"), SkipBad: c.Int("skip-bad")}
	if o.Source.Options.SkipBad < 0 {
		return o, errors.New("--skip-bad must not be negative")
	}
	if err := trace.CheckFormat(o.Source.Options); err != nil {
		return o, fmt.Errorf("--format: %w", err)
	}
	if err := trace.CheckColumns(o.Source.Options.Columns); err != nil {
		return o, fmt.Errorf("--csv-columns: %w", err)
	}
	if o.TTL < 0 {
		return o, errors.New("--ttl must not be negative")
	}
	if err := sampling(c, &o); err != nil {
		return o, err
	}
	for _, word := range list(c.StringSlice("size")) {
		size, err := cachesim.ParseSize(word)
		if err != nil {
			return o, fmt.Errorf("--size %w", err)
		}
		o.Sizes = append(o.Sizes, size)
	}
	return o, nil
}

// list splits values that may be given one by one or separated by commas.
func list(values []string) []string {
	var words []string
	for _, v := range values {
		for word := range strings.SplitSeq(v, ",") {
			if word = strings.TrimSpace(word); word != "" && !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	return words
}

// parseInterval reads how many intervals there are, or how long each is.
func parseInterval(word string) (n int, every time.Duration, err error) {
	if word == "" {
		return 0, 0, nil
	}
	if n, err = strconv.Atoi(word); err == nil && n > 0 && n <= cachesim.MaxIntervals {
		return n, 0, nil
	}
	if every, err = time.ParseDuration(word); err == nil && every > 0 {
		return 0, every, nil
	}
	return 0, 0, fmt.Errorf("--over-time %s: a duration such as 10s, or a number of intervals from 1 to %d", word, cachesim.MaxIntervals)
}

// progress shows bars on standard error where that is a terminal, and gives
// the function that clears them.
func progress(c *cli.Context, o *probe.SimulateOptions) func() {
	f, ok := terminal(c.App.ErrWriter)
	if !ok {
		return func() {}
	}
	names := append([]string{o.Source.Name}, o.Source.More...)
	size := o.Source.Size()
	if size == 0 {
		size = -1 // a bar without an end
	}
	reading := progressbar.NewOptions64(size, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription("reading "+strings.Join(names, ", ")),
		progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(barInterval))
	replaying := progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription("replaying"),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(barInterval))
	o.Loading = func(bytes int64) { _ = reading.Set64(bytes) }
	o.Replaying = func(done, total int) {
		_ = reading.Finish()
		replaying.ChangeMax(total)
		_ = replaying.Set(done)
	}
	o.Preview = func(view *report.Trace) {
		_ = reading.Finish()
		showPreview(f, view)
	}
	return func() {
		_ = reading.Finish()
		_ = replaying.Finish()
	}
}

// showPreview writes the best of a first look, each with its error.
func showPreview(w io.Writer, view *report.Trace) {
	for _, b := range view.Best {
		for _, c := range view.Cells {
			if c.Policy == b.Policy && c.Size == b.Size && c.StandardError != nil {
				fmt.Fprintf(w, "first look, at 1%% of the commands: %s at %d: hit ratio %.4f ± %.4f\n", c.Policy, c.Size, b.HitRatio, 2**c.StandardError)
			}
		}
	}
}
