package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/readfile"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

func cacheMergeCommand() *cli.Command {
	return &cli.Command{
		Name:      probe.CommandCacheMerge,
		Usage:     "join the reports of cache-sim --part into one",
		UsageText: "vkcheck cache-sim trace.gz --part 1/2 --policy lru --size 10k -o json=1.json\nvkcheck cache-sim trace.gz --part 2/2 --policy lru --size 10k -o json=2.json\nvkcheck cache-merge 1.json 2.json",
		Description: "Reads all parts of one simulation, as -o json wrote them, in any order. Lookups and\n" +
			"compulsory misses are exact; hits are of caches of which each partition has an equal\n" +
			"share, and have their standard error beside them.",
		Flags:  outputFlags(),
		Action: runCacheMerge,
	}
}

func runCacheMerge(c *cli.Context) error {
	sinks, failOn, err := outputs(c)
	if err != nil {
		return err
	}
	names := arguments(c)
	if len(names) == 0 {
		return hinted{errors.New("no reports given"), []string{"vkcheck cache-merge PART.json..."}}
	}
	var parts []*report.Trace
	for _, name := range names {
		part, err := reading(c.Context, func() (*report.Trace, error) { return readPart(name) })
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		parts = append(parts, part)
	}
	whole, err := probe.Merge(parts)
	if err != nil {
		return err
	}
	r := newReport(probe.CommandCacheMerge)
	r.Traces = []report.Trace{*whole}
	failOn.Finish(r, false)
	return deliver(c, r, sinks)
}

// maxReport is the most that a report may have, in bytes: one with the whole
// curve of twenty million commands has half of it.
const maxReport = 1 << 30

// readPart reads the one trace of a complete report of cache-sim.
func readPart(name string) (*report.Trace, error) {
	text, err := readfile.AtMost(name, maxReport)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, err
	}
	return parsePart(text)
}

func parsePart(text []byte) (*report.Trace, error) {
	var r report.Report
	if err := json.Unmarshal(text, &r); err != nil || r.Schema != report.Schema || len(r.Traces) != 1 {
		return nil, errors.New("not a report that cache-sim --part wrote with -o json")
	}
	if !r.Complete || r.Exit != 0 {
		return nil, fmt.Errorf("the report of a run that ended early, or with exit %d", r.Exit)
	}
	return &r.Traces[0], nil
}
