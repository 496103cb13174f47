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
// A fault of the trace is a [*trace.Error]; the end of ctx is its error, at
// once, also while a pipe keeps silent. In both cases what was read before is
// given too, nil where that is nothing.
func Load(ctx context.Context, src Source, p client.Profile, progress func(bytes int64)) (*Trace, error) {
	t := &Trace{Name: src.Name, Client: p.Name}
	b := client.NewBuilder(p)
	err := t.read(ctx, src, b, progress)
	if errors.Is(err, sim.ErrTooMany) {
		err = &trace.Error{Code: trace.CodeTooLarge, File: src.Name, Err: err}
	}
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

// read moves all blocks of a trace into the builder, while the next is read.
func (t *Trace) read(ctx context.Context, src Source, b *client.Builder, progress func(int64)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	filled, empty := make(chan reading), make(chan *trace.Block, 2)
	empty <- new(trace.Block)
	empty <- new(trace.Block)
	go readBlocks(ctx, src, filled, empty)
	for {
		var r reading
		select {
		case r = <-filled:
		case <-ctx.Done():
			return ctx.Err()
		}
		t.Format, t.Cut = r.format, r.cut
		if r.block != nil {
			if err := b.Add(r.block); err != nil {
				return err
			}
			empty <- r.block
		}
		if progress != nil {
			progress(r.bytes)
		}
		if errors.Is(r.err, io.EOF) {
			return nil
		}
		if r.err != nil {
			return r.err
		}
	}
}

// reading is a block and where the trace stands behind it.
type reading struct {
	block  *trace.Block
	format string
	bytes  int64
	cut    bool
	err    error // io.EOF at the end
}

// readBlocks reads on a goroutine of its own, because nothing interrupts
// opening a pipe that nobody writes to.
func readBlocks(ctx context.Context, src Source, filled chan<- reading, empty <-chan *trace.Block) {
	send := func(r reading) bool {
		select {
		case filled <- r:
			return r.err == nil
		case <-ctx.Done():
			return false
		}
	}
	in, err := trace.Open(src.Name, src.Stdin, src.Options)
	if err != nil {
		send(reading{err: err})
		return
	}
	defer in.Close() //nolint:errcheck // it was only read
	for {
		var block *trace.Block
		select {
		case block = <-empty:
		case <-ctx.Done():
			return
		}
		err := in.Next(block)
		if !send(reading{block, in.Format(), in.Bytes(), in.Cut(), err}) {
			return
		}
	}
}
