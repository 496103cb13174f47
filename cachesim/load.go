package cachesim

import (
	"context"
	"errors"
	"io"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/curve"
	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// Source says where a trace comes from.
type Source struct {
	// Name is a file, or "-" for Stdin.
	Name string
	// Stdin is read where Name is "-".
	Stdin io.Reader
	// Options say how to read it; the zero value finds the format by content.
	Options trace.Options
}

// Trace is a trace in memory, as dense events.
type Trace struct {
	Name   string // as in Source
	Format string // as trace.Formats names it
	Client string // the profile's name
	Cut    bool   // the last line was cut off and left out
	client.Summary

	events *sim.Events
}

// Curve computes the exact LRU hit ratio at every size.
func (t *Trace) Curve() curve.Curve { return curve.LRU(t.events) }

// Load reads a trace as a client of the given profile sees it. progress, unless
// nil, is told now and then how many bytes of the file have been read.
//
// A fault of the trace is a [*trace.Error]; the end of ctx is its error. In
// both cases what was read before is given too, nil where that is nothing.
func Load(ctx context.Context, src Source, p client.Profile, progress func(bytes int64)) (*Trace, error) {
	in, err := trace.Open(src.Name, src.Stdin, src.Options)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	t := &Trace{Name: src.Name, Format: in.Format(), Client: p.Name}
	b := client.NewBuilder(p)
	err = read(ctx, in, b, progress)
	if errors.Is(err, sim.ErrTooMany) {
		err = &trace.Error{Code: trace.CodeTooLarge, File: src.Name, Err: err}
	}
	t.Cut = in.Cut()
	t.events, t.Summary = b.Events()
	switch {
	case err == nil && t.Requests == 0:
		return nil, &trace.Error{Code: trace.CodeEmpty, File: src.Name, Err: errNoRequests}
	case err != nil && t.Requests == 0:
		return nil, err
	}
	return t, err
}

var errNoRequests = errors.New("no requests")

// read moves all blocks of a trace into the builder.
func read(ctx context.Context, in *trace.Stream, b *client.Builder, progress func(int64)) error {
	var block trace.Block
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := in.Next(&block)
		if err := b.Add(&block); err != nil {
			return err
		}
		if progress != nil {
			progress(in.Bytes())
		}
		if errors.Is(end, io.EOF) {
			return nil
		}
		if end != nil {
			return end
		}
	}
}
