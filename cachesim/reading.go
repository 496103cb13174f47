package cachesim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// names lists the files of a source.
func (s Source) names() []string { return append([]string{s.Name}, s.More...) }

// Size is how many bytes the files have, as they are packed, 0 where that is not
// known.
func (s Source) Size() (total int64) {
	for _, name := range s.names() {
		info, err := os.Stat(name)
		if name == "-" || err != nil || !info.Mode().IsRegular() {
			return 0
		}
		total += info.Size()
	}
	return total
}

// batch is a block with its keys hashed, where that can be done aside.
type batch struct {
	block    trace.Block
	tags     []intern.Tag
	prepared bool
}

// addTo moves the requests of a batch into the builder.
func (a *batch) addTo(b *client.Builder) error {
	if a.prepared {
		return b.AddPrepared(&a.block, a.tags)
	}
	return b.Add(&a.block)
}

// fill takes the next block.
func (a *batch) fill(in *trace.Stream, b *client.Builder) error {
	err := in.Next(&a.block)
	tags := b.Prepare(&a.block, a.tags)
	if a.prepared = tags != nil; a.prepared {
		a.tags = tags
	}
	return err
}

// reading is a batch and where the trace stands behind it.
type reading struct {
	*batch
	name    string // of the file
	format  string
	bytes   int64 // of all files so far
	cut     bool
	apart   bool // the files were recorded with several secrets
	skipped uint64
	err     error // io.EOF at the end
}

// blocks reads the files of a source one after another.
type blocks struct {
	ctx     context.Context
	src     Source
	builder *client.Builder // to prepare for
	filled  chan<- reading
	empty   <-chan *batch
	secret  string  // of the last file
	last    reading // without its batch and error: what the files so far add up to
}

// readBlocks reads on a goroutine of its own, because nothing interrupts
// opening a pipe that nobody writes to.
func readBlocks(ctx context.Context, src Source, builder *client.Builder, filled chan<- reading, empty <-chan *batch) {
	b := &blocks{ctx: ctx, src: src, builder: builder, filled: filled, empty: empty}
	for _, name := range src.names() {
		err := b.file(name)
		var e *trace.Error
		if errors.As(err, &e) && e.Code == trace.CodeEmpty && len(src.More) > 0 {
			continue // a log that was rotated and not yet written to
		}
		if !errors.Is(err, io.EOF) {
			b.send(reading{err: err})
			return
		}
	}
	b.send(reading{err: io.EOF})
}

// send passes a reading on, with what the files before add to it, unless
// nobody wants it any more.
func (b *blocks) send(r reading) bool {
	if r.format == "" {
		r.format = b.last.format
	}
	r.bytes, r.cut, r.skipped = r.bytes+b.last.bytes, r.cut || b.last.cut, r.skipped+b.last.skipped
	r.apart = b.last.apart
	select {
	case b.filled <- r:
		return true
	case <-b.ctx.Done():
		return false
	}
}

// file reads one file to its end, io.EOF.
func (b *blocks) file(name string) error {
	opt := b.src.Options
	opt.SkipBad -= int(b.last.skipped)
	in, err := trace.Open(name, b.src.Stdin, opt)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	if b.last.format != "" && in.Format() != b.last.format {
		return &trace.Error{Code: trace.CodeMixed, File: name, Err: fmt.Errorf("format %s after a file of format %s", in.Format(), b.last.format)}
	}
	b.last.apart = b.last.apart || b.last.format != "" && in.Secret() != b.secret
	b.secret = in.Secret()
	for {
		var next *batch
		select {
		case next = <-b.empty:
		case <-b.ctx.Done():
			return b.ctx.Err()
		}
		err := next.fill(in, b.builder)
		r := reading{batch: next, name: name, format: in.Format(), bytes: in.Bytes(), cut: in.Cut(), skipped: uint64(in.Skipped())}
		if !b.send(r) {
			return b.ctx.Err()
		}
		if err != nil {
			b.last.format, b.last.cut = r.format, b.last.cut || r.cut
			b.last.bytes += r.bytes
			b.last.skipped += r.skipped
			return err
		}
	}
}
