package record

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"sync/atomic"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/atomicfile"
)

// Options say what to record, and to where.
type Options struct {
	// To is the file. It must not be there yet.
	To string
	// For ends the recording after this time, Requests after so many requests;
	// 0 is no such end.
	For      time.Duration
	Requests uint64
	// HashKeys stores hashes in place of keys.
	HashKeys bool
	// HashKey is the secret of all hashes: recordings with the same one can be
	// joined. Where it is empty, a random one is used and forgotten.
	HashKey []byte
	// Version is the program's, for the header.
	Version string
}

// What ends a recording, where it is no fault.
const (
	EndedDuration    = "duration"
	EndedRequests    = "requests"
	EndedInterrupted = "interrupted"
)

// CodeFileFailed says that the file cannot be written.
const CodeFileFailed = "record-file-failed"

// Result is what was recorded.
type Result struct {
	Requests uint64        // in the file
	LeftOut  uint64        // lines of the server that were no requests
	Lost     uint64        // requests that could not be written
	Bytes    int64         // of the file
	Elapsed  time.Duration // from MONITOR's answer on
	Ended    string        // one of the words above, or the code of Err
	Err      error         // a *conn.Error, or why the file could not be written
	Kept     bool          // there is a file
}

// Recording is a recording from its beginning on.
type Recording struct {
	o        Options
	file     *atomicfile.Partial
	requests atomic.Uint64
}

// Create makes the file, so that a wrong name costs no run. It must be given to
// Run or to Discard.
func Create(o Options) (*Recording, error) {
	if len(o.HashKey) == 0 {
		o.HashKey = make([]byte, 32)
		_, _ = rand.Read(o.HashKey) // never fails
	}
	f, err := atomicfile.Create(o.To, 0o600)
	if err != nil {
		return nil, err
	}
	return &Recording{o: o, file: f}, nil
}

// Discard removes the file of a recording that was not begun.
func (r *Recording) Discard() error { return r.file.Discard() }

// Requests is how many requests were seen so far; any goroutine may ask.
func (r *Recording) Requests() uint64 { return r.requests.Load() }

// errTime is why a recording ends after its time.
var errTime = errors.New("the time is over")

// Run records what the server of c is asked, until the time or the number of
// requests is reached or ctx ends; c serves no other purpose then. Whatever
// ends it, the file is whole; it is removed where a fault left nothing in it.
func (r *Recording) Run(ctx context.Context, c *conn.Conn) Result {
	within, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if r.o.For > 0 {
		defer time.AfterFunc(r.o.For, func() { cancel(errTime) }).Stop()
	}
	started := time.Now()
	keeper := newKeeper(r.o.HashKey, r.o.HashKeys)
	w, err := trace.NewRecordWriter(r.file, r.header(c, started, keeper.hash.secretName()))
	s := session{writer: w, keeper: keeper, clients: clients{most: maxClients}, requests: &r.requests}
	if err == nil {
		err = s.listen(within, c, r.o.Requests)
	}
	res := Result{Elapsed: time.Since(started), LeftOut: s.leftOut}
	res.Ended, res.Err = reason(ctx, within, err)
	return r.finish(w, res)
}

func (r *Recording) header(c *conn.Conn, started time.Time, secret string) trace.RecordingHeader {
	h := trace.RecordingHeader{
		Version: trace.RecordingVersion, Vkcheck: r.o.Version, Source: "monitor",
		Started: started.UTC().Truncate(time.Second), Keys: "plain", Secret: secret,
	}
	if s := c.Server(); s.Name != "" {
		h.Server = s.Name + " " + s.Version
	}
	if r.o.HashKeys {
		h.Keys = "hashed"
	}
	return h
}

// reason says why listening ended. The end of a context comes as whatever error
// the connection had by then.
func reason(ctx, within context.Context, err error) (ended string, fault error) {
	var e *conn.Error
	switch {
	case err == nil:
		return EndedRequests, nil
	case ctx.Err() != nil:
		return EndedInterrupted, nil
	case errors.Is(context.Cause(within), errTime):
		return EndedDuration, nil
	case errors.As(err, &e):
		return e.Code, err
	}
	return CodeFileFailed, plain(err)
}

// finish ends the file.
func (r *Recording) finish(w *trace.RecordWriter, res Result) Result {
	seen := r.requests.Load()
	if w == nil || res.Err != nil && seen == 0 {
		res.Err = errors.Join(res.Err, r.Discard())
		return res
	}
	err := w.Close(trace.RecordingTrailer{LeftOut: res.LeftOut, Until: time.Now().UTC().Truncate(time.Second), Ended: res.Ended})
	res.Requests, res.Bytes, res.Kept = w.Written(), w.Bytes(), true
	res.Lost = seen - res.Requests
	if err = errors.Join(err, r.file.Commit()); err != nil && res.Err == nil {
		res.Ended, res.Err = CodeFileFailed, plain(err)
	}
	return res
}

// plain leaves out the name of the file, which nobody asked for.
func plain(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
