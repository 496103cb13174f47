package main

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
)

// samplingFlags are what cache-sim computes beside the grid, and of which
// commands.
func samplingFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "curve", Usage: "also the exact hit ratio of LRU for all sizes (up to a thousand of them)", EnvVars: env("curve"), Category: categorySim},
		&cli.BoolFlag{Name: "curve-full", Usage: "as --curve, and the report has every single size", EnvVars: env("curve-full"), Category: categorySim},
		&cli.Float64Flag{Name: "sample", Usage: "replay this `SHARE` of the commands (0.01), and scale up", DefaultText: "all", EnvVars: env("sample"), Category: categorySim},
		&cli.IntFlag{Name: "sample-keys", Usage: "sample so that at most `N` distinct commands are kept", DefaultText: "all", EnvVars: env("sample-keys"), Category: categorySim},
		&cli.StringFlag{Name: "memory", Usage: "stay below this `SIZE` (512m, 4g), and sample where that is too little", DefaultText: "what is free, and no sampling", EnvVars: env("memory"), Category: categorySim},
		&cli.StringFlag{Name: "part", Usage: "replay partition `I/N` of the commands, from 1; cache-merge joins the reports (-o json)", EnvVars: env("part"), Category: categorySim},
		&cli.Uint64Flag{Name: "sample-seed", Usage: "`SEED` of the samples and partitions", EnvVars: env("sample-seed"), Category: categorySim},
	}
}

// sampling reads the flags.
func sampling(c *cli.Context, o *probe.SimulateOptions) error {
	switch {
	case c.Bool("curve-full"):
		o.Curve = probe.CurveFull
	case c.Bool("curve"):
		o.Curve = probe.Curve
	}
	if o.Curve != probe.NoCurve && o.TTL > 0 {
		return errors.New("--curve: entries do not expire in one pass over all sizes; leave out --ttl, or simulate some sizes")
	}
	s := &o.Source.Sampling
	s.Rate, s.Keys, s.Seed = c.Float64("sample"), c.Int("sample-keys"), c.Uint64("sample-seed")
	if c.IsSet("sample") && !(s.Rate > 0 && s.Rate <= 1) { // nor NaN
		return fmt.Errorf("--sample %v: a share above 0, and at most 1", s.Rate)
	}
	if s.Keys < 0 {
		return fmt.Errorf("--sample-keys %d: a number from 1 on", s.Keys)
	}
	if part := c.String("part"); part != "" {
		_, err := fmt.Sscanf(part, "%d/%d", &s.Part, &s.Parts)
		if err != nil || part != fmt.Sprintf("%d/%d", s.Part, s.Parts) || s.Check() != nil {
			return fmt.Errorf("--part %s: partition and their number, such as 1/4", part)
		}
	}
	o.Source.Limits.Memory = freeMemory()
	if size := c.String("memory"); size != "" {
		bytes, err := parseBytes(size)
		if err != nil {
			return fmt.Errorf("--memory %w", err)
		}
		s.Memory = bytes
		debug.SetMemoryLimit(int64(bytes - programMemory))
	}
	return nil
}

// programMemory is what the program itself takes, which Go's limit does not
// count.
const programMemory = 16 << 20

// leastMemory is what --memory may say: less would hold no sample.
const leastMemory = 48 << 20

// parseBytes reads a number of bytes: 536870912, 512m, 4g.
func parseBytes(word string) (uint64, error) {
	digits, shift := strings.ToLower(word), 0
	for i, suffix := range []string{"k", "m", "g", "t"} {
		if rest, ok := strings.CutSuffix(strings.TrimSuffix(digits, "b"), suffix); ok {
			digits, shift = rest, 10*(i+1)
			break
		}
	}
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil || n > 1<<62>>shift || n<<shift < leastMemory {
		return 0, fmt.Errorf("%s: bytes, such as 512m or 4g, at least 48m", word)
	}
	return n << shift, nil
}
