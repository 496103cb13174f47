package cachesim

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// Source says where a trace comes from.
type Source struct {
	// Name is a file, or "-" for Stdin.
	Name string
	// More are files that go on where Name ends, in order, of the same format.
	More []string
	// Stdin is read where a name is "-".
	Stdin io.Reader
	// Options say how to read it; the zero value finds the format by content.
	Options trace.Options
	// Sampling keeps some of the commands; the zero value keeps all.
	Sampling client.Sampling
	// Limits bound what may be kept; the zero value only by what can be numbered.
	Limits client.Limits
	// Extras are kept beside the events.
	Extras client.Extras
	// Ahead, unless nil, is a grid that Run will be asked for. Of one policy the
	// replay begins before the last request has been read, where that is possible.
	Ahead *Grid
}

// Trace is a trace in memory, as dense events.
type Trace struct {
	Name    string // as in Source; several files with commas between them
	Format  string // as trace.Formats names it
	Client  string // the profile's name
	Cut     bool   // the last line or record of a file was cut off and left out
	Apart   bool   // the files are recordings whose hashes have different secrets
	Skipped uint64 // malformed lines or records that were left out, as trace.Options.SkipBad allows
	client.Summary
	client.Sampled
	client.Tracking
	Lifetimes client.Lifetimes
	Unknown   client.Unknown

	events *sim.Events
	texts  *client.Texts // nil unless kept
	ahead  *ahead        // nil where nothing was replayed ahead
}

// Load reads a trace as a client of the given profile sees it. progress, unless
// nil, is told now and then how many bytes of the file have been read.
//
// A fault of the trace is a [*trace.Error]; the end of ctx is its error, at
// once, also while a pipe keeps silent. In both cases what was read before is
// given too, nil where that is nothing.
func Load(ctx context.Context, src Source, p client.Profile, progress func(bytes int64)) (*Trace, error) {
	t := &Trace{Name: strings.Join(src.names(), ", "), Client: p.Name, ahead: newAhead(src.Ahead)}
	if err := src.Sampling.Check(); err != nil {
		return nil, err
	}
	b := client.NewSampler(p, src.Sampling, src.Limits)
	b.Keep(src.Extras)
	err := t.read(ctx, src, b, progress)
	t.ahead.end(err)
	t.events, t.Summary = b.Events()
	t.Sampled, t.Lifetimes = b.Sampled(), b.Lifetimes()
	t.Tracking, t.Unknown, t.texts = b.Tracking(), b.Unknown(), b.Texts()
	switch {
	case err == nil && t.Requests == 0:
		return nil, &trace.Error{Code: trace.CodeEmpty, File: t.Name, Err: errNoRequests}
	case err != nil && t.Requests == 0:
		return nil, err
	}
	return t, err
}

var errNoRequests = errors.New("no requests")

// foretold is how many bytes of a trace tell how long it will be.
const foretold = 1 << 20

// read moves all blocks of a trace into the builder, while the next is read.
func (t *Trace) read(ctx context.Context, src Source, b *client.Builder, progress func(int64)) error {
	wanted, cancel := context.WithCancel(ctx)
	defer cancel()
	filled, empty := make(chan reading), make(chan *batch, 2)
	empty <- new(batch)
	empty <- new(batch)
	go readBlocks(wanted, src, b, filled, empty)
	size := src.Size()
	expected := size == 0
	for {
		var r reading
		select {
		case r = <-filled:
		case <-ctx.Done():
			return ctx.Err()
		}
		t.Format, t.Cut, t.Apart, t.Skipped = r.format, r.cut, r.apart, r.skipped
		if r.batch != nil {
			if err := r.addTo(b); err != nil {
				return &trace.Error{Code: trace.CodeTooLarge, File: r.name, Err: err}
			}
			if !expected && r.bytes >= foretold {
				b.Expect(float64(size) / float64(r.bytes))
				expected = true
			}
			t.ahead.grow(ctx, b, r.bytes, size)
			empty <- r.batch
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
