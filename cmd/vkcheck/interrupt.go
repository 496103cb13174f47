package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"
	"time"
)

// grace is how long after an interrupt a run may take without a sign of
// progress, and another signal is taken for the same one: timeout(1) sends two.
const grace = time.Second / 2

// interruptible gives a context that the first signal to end ends. A later one
// ends the program at once.
func interruptible() context.Context {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as by nohup
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, byDefault := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(ctx, func() { time.AfterFunc(grace, byDefault) })
	return ctx
}

// outliveReader makes an error of what would end the program when nobody reads
// its standard output any more, so that it can clear away what it has made.
func outliveReader() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// exitNoReader is what a shell says of a program that this has ended.
const exitNoReader = 128 + int(syscall.SIGPIPE)

// waiting gives what wait gives, or the end of ctx: a read of a terminal or a
// pipe cannot be called off, and the program ends under it.
func waiting[T any](ctx context.Context, wait func() (T, error)) (T, error) {
	return waitingOn(ctx, 0, wait)
}

// reading is waiting for files. Those that are no pipes are read to their end
// after an interrupt, too, so that there is a report.
func reading[T any](ctx context.Context, read func() (T, error)) (T, error) {
	return waitingOn(ctx, grace, read)
}

// waitingOn is waiting, for so long after the end of ctx.
func waitingOn[T any](ctx context.Context, after time.Duration, wait func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := wait()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(after):
		var none T
		return none, ctx.Err()
	}
}

// written has write write to a stream, which it has to open or to name. After the
// end of ctx it goes on as long as whoever reads takes something: a report of what
// was interrupted is written too, but a reader may have been stopped along with it.
func written(ctx context.Context, write func(*pieces) error) error {
	pieces := &pieces{}
	done := make(chan error, 1)
	go func() { done <- write(pieces) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	for before := int64(-1); before != pieces.taken.Load(); {
		before = pieces.taken.Load()
		select {
		case err := <-done:
			return err
		case <-time.After(grace):
		}
	}
	return ctx.Err()
}

// pieces counts what a stream has taken, a piece at a time.
type pieces struct {
	io.Writer
	taken atomic.Int64
}

func (p *pieces) Write(b []byte) (n int, err error) {
	for piece := range slices.Chunk(b, 4<<10) {
		m, err := p.Writer.Write(piece)
		p.taken.Add(int64(m))
		if n += m; err != nil {
			return n, err
		}
	}
	return n, nil
}
