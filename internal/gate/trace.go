package gate

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/probe"
)

// Trace is a trace to replay, as "vkcheck cache-sim" does, and the hit ratio
// that it must reach.
type Trace struct {
	Position
	Files       []string
	Name        string
	Format      string
	Columns     string
	SkipBad     int64
	Client      string
	Connections int64
	Allow, Deny []string
	Lifetimes   bool
	TTL         time.Duration
	Policies    []string
	Sizes       []cachesim.Size
	Sample      float64 // 0: everything
	MinHitRatio float64
}

func newTrace() (t Trace) {
	for _, k := range traceKeys() {
		k.unset(&t)
	}
	return t
}

func traceKeys() []key[Trace] {
	type t = Trace
	return []key[t]{
		needed(filesKey("trace", "The file, or a list of files that are one trace; relative to this file.", func(t *t) *[]string { return &t.Files })),
		field("name", "A name for reports and waivers. Default the file.", words, func(t *t) *string { return &t.Name }),
		field("format", "The format of the trace. Default by content.", choice(trace.Formats()...), func(t *t) *string { return &t.Format }),
		field("csv-columns", "Where the columns of a CSV file are: time=1,key=2,op=3.", words, func(t *t) *string { return &t.Columns }),
		field("skip-bad", "Leave out up to so many malformed lines or records.", count(0, 1<<31-1), func(t *t) *int64 { return &t.SkipBad }),
		field("client", "The profile that decides which commands are cached. Default valkey-py, and server where all policies are valkey-...", choice(client.Names()...), func(t *t) *string { return &t.Client }),
		field("connections", "Connections with a cache of their own; 1 is one cache for all.", count(1, client.MaxConnections).or(1), func(t *t) *int64 { return &t.Connections }),
		fields("allow", "Cache these commands alone, whatever the client does.", words, func(t *t) *[]string { return &t.Allow }),
		fields("deny", "Do not cache these commands.", words, func(t *t) *[]string { return &t.Deny }),
		field("lifetimes", "Keys expire where the trace says so, and entries with them. Default false.", boolean, func(t *t) *bool { return &t.Lifetimes }),
		field("ttl", "Entries expire this time after they were stored.", duration, func(t *t) *time.Duration { return &t.TTL }),
		needed(fields("policy", "The eviction policy; of several the best counts.", choice(cachesim.Policies()...), func(t *t) *[]string { return &t.Policies })),
		needed(fields("size", "The size of the cache in entries (10000, 10k), as a share of the distinct commands (10%) or in bytes (64mb); of several the best counts.", size, func(t *t) *[]cachesim.Size { return &t.Sizes })),
		field("sample", "Replay this share of the commands, above 0 and up to 1.", share, func(t *t) *float64 { return &t.Sample }),
		needed(field("min-hit-ratio", "The hit ratio that must be reached, above 0 and up to 1.", share, func(t *t) *float64 { return &t.MinHitRatio })),
	}
}

// filesKey is a key with files, beside the one that names them.
func filesKey[T any](name, doc string, at func(*T) *[]string) key[T] {
	k := fields(name, doc, words, at)
	read := k.read
	k.read = func(r *reader, n *node, to *T) {
		read(r, n, to)
		for i, file := range *at(to) {
			if file == "-" {
				r.fail(n, "%s is a file: there is no standard input", name)
			}
			(*at(to))[i] = beside(n.File, file)
		}
	}
	return k
}

var size = value[cachesim.Size]{schema: schema{"type": []string{"string", "integer"}, "minimum": 1, "pattern": `^[0-9]+[kKmM]?$|^[0-9]+[kKmMgG][bB]$|^[0-9.]+%$`}, parse: func(text string) (cachesim.Size, error) {
	s, err := cachesim.ParseSize(text)
	if err != nil {
		return s, errors.New("is a number of entries (10000, 10k), a share of the distinct commands (10%) or bytes (64mb)")
	}
	return s, nil
}}

// share is a part of something that is not nothing.
var share = value[float64]{schema: schema{"type": []string{"number", "string"}, "pattern": "^[0-9.]*[1-9][0-9.]*$", "exclusiveMinimum": 0, "maximum": 1}, parse: func(text string) (float64, error) {
	f, err := fraction.parse(text)
	if err != nil || f == 0 {
		return 0, errors.New("is a number above 0 and up to 1")
	}
	return f, nil
}}

// check finds what no single key can know.
func (t Trace) check(r *reader, n *node) {
	if len(t.Files) == 0 {
		return // which is told already
	}
	if _, err := t.options(); err != nil {
		r.fail(n, "trace: %v", err)
	}
}

// options are those of the simulation.
func (t Trace) options() (probe.SimulateOptions, error) {
	profile, err := client.Lookup(cmp.Or(t.Client, cachesim.DefaultClient(t.Policies)))
	if err != nil {
		return probe.SimulateOptions{}, err
	}
	if profile, err = profile.With(t.Allow, t.Deny); err != nil {
		return probe.SimulateOptions{}, err
	}
	if profile, err = profile.Connected(int(t.Connections)); err != nil {
		return probe.SimulateOptions{}, fmt.Errorf("connections %d: %w", t.Connections, err)
	}
	profile.Lifetimes = t.Lifetimes
	inBytes, err := cachesim.InBytes(t.Sizes)
	if err == nil && inBytes {
		err = cachesim.CheckBytePolicies(t.Policies)
	}
	if err != nil {
		return probe.SimulateOptions{}, err
	}
	read := trace.Options{Format: t.Format, Columns: t.Columns, SkipBad: int(t.SkipBad)}
	if err := cmp.Or(trace.CheckFormat(read), trace.CheckColumns(read.Columns)); err != nil {
		return probe.SimulateOptions{}, err
	}
	return probe.SimulateOptions{
		Source: cachesim.Source{
			Name: t.Files[0], More: t.Files[1:], Options: read, Sampling: client.Sampling{Rate: t.Sample},
		},
		Profile: profile, Policies: t.Policies, Sizes: t.Sizes, Seed: 1,
		TTL: t.TTL, MinHitRatio: t.MinHitRatio,
	}, nil
}

// String is the trace as the report names it.
func (t Trace) String() string { return strings.Join(t.Files, ",") }

// Called is the trace's name, or its files where it has none.
func (t Trace) Called() string { return cmp.Or(t.Name, t.String()) }
