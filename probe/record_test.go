package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/internal/record"
	"github.com/vkcheck/vkcheck/report"
)

// write sends SETs of values of so many bytes until it is enough, or ctx or the
// server ends it.
func write(ctx context.Context, addr string, size int, enough func() bool) error {
	c, err := conn.Dial(ctx, conn.Options{Addr: addr})
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // whatever ended it
	value := strings.Repeat("v", size)
	for i := 0; err == nil && !enough(); i++ {
		commands := make([][]string, 50)
		for j := range commands {
			commands[j] = []string{"SET", fmt.Sprint("key:", i*len(commands)+j), value}
		}
		_, err = c.Pipeline(ctx, commands)
	}
	return err
}

func never() bool { return false }

// recordWhile records addr while write runs, which begins once the server is
// listened to, and may ask for what has been recorded.
func recordWhile(t *testing.T, ctx context.Context, o RecordOptions, write func(context.Context, *record.Recording)) report.Target {
	t.Helper()
	writing, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	close(done)
	o.Timeout = time.Minute
	o.Started = func(r *record.Recording) {
		done = make(chan struct{})
		go func() {
			defer close(done)
			write(writing, r)
		}()
	}
	target, err := Record(ctx, o)
	stop()
	<-done
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// recordFor is recordWhile for a time, and for a longer one where a loaded
// machine brought less than is to come in it.
func recordFor(t *testing.T, o RecordOptions, least uint64, write func(context.Context, *record.Recording)) report.Target {
	t.Helper()
	for o.Record.For = 300 * time.Millisecond; ; o.Record.For *= 10 {
		target := recordWhile(t, t.Context(), o, write)
		got := target.Recording
		if got == nil || got.Requests+got.LeftOut >= least || o.Record.For > 10*time.Second {
			return target
		}
		if err := os.Remove(o.Record.To); err != nil {
			t.Fatal(err)
		}
	}
}

// recordedRequests counts what a file holds.
func recordedRequests(t *testing.T, file string) (n uint64, cut bool) {
	t.Helper()
	in, err := trace.Open(file, nil, trace.Options{Format: "vkcheck"})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // it was only read
	var b trace.Block
	for err == nil {
		err = in.Next(&b)
		n += uint64(b.Len())
	}
	if !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	return n, in.Cut()
}

// check wants one of the codes, one of the ends, and a file that is whole.
func (r recordWant) check(t *testing.T, target report.Target, file string) {
	t.Helper()
	var codes []string
	for _, f := range target.Findings {
		codes = append(codes, f.Code)
	}
	got := target.Recording
	switch {
	case r.code == "" && len(codes) > 0, r.code != "" && (len(codes) != 1 || !slices.Contains(strings.Split(r.code, " "), codes[0])):
		t.Errorf("findings %q, want %q", codes, r.code)
	case got == nil || got.Requests < r.least || !slices.Contains(strings.Split(r.ended, " "), got.Ended):
		t.Errorf("recording %+v, want %+v", got, r)
	default:
		if n, cut := recordedRequests(t, file); n != got.Requests || cut {
			t.Errorf("the file has %d requests (cut %v), want %d", n, cut, got.Requests)
		}
	}
	if left, _ := filepath.Glob(file + ".*"); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// cutOff lists what the end of a server may look like: between two lines or
// within one.
const cutOff = conn.CodeConnectionClosed + " " + conn.CodeTruncatedReply

type recordWant struct {
	code, ended string
	least       uint64
}

func recordOptions(t *testing.T, addr string) RecordOptions {
	t.Helper()
	return RecordOptions{Target: addr, Conn: conn.Options{Addr: addr}, Record: record.Options{To: filepath.Join(t.TempDir(), "trace.vkt")}}
}

// TestRecordEnds ends recordings of a busy server in every way.
func TestRecordEnds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*RecordOptions)
		during func(v *lab.Valkey, interrupt func())
		want   recordWant
	}{
		"requests":    {change: func(o *RecordOptions) { o.Record.Requests = 5000 }, want: recordWant{"", record.EndedRequests, 5000}},
		"hashed":      {change: func(o *RecordOptions) { o.Record.Requests, o.Record.HashKeys = 5000, true }, want: recordWant{"", record.EndedRequests, 5000}},
		"interrupted": {during: func(_ *lab.Valkey, interrupt func()) { interrupt() }, want: recordWant{"", record.EndedInterrupted, 1}},
		"server gone": {during: func(v *lab.Valkey, _ func()) { _ = v.Close() }, want: recordWant{cutOff, cutOff, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := start(t)
			o := recordOptions(t, v.Addr)
			if tt.change != nil {
				tt.change(&o)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			target := recordWhile(t, ctx, o, func(writing context.Context, r *record.Recording) {
				if tt.during == nil {
					_ = write(writing, v.Addr, 10, never)
					return
				}
				_ = write(writing, v.Addr, 10, func() bool { return r.Requests() > 5000 })
				tt.during(v, cancel)
			})
			tt.want.check(t, target, o.Record.To)
			if max := o.Record.Requests; max > 0 && target.Recording.Requests != max {
				t.Errorf("%d requests, want %d", target.Recording.Requests, max)
			}
		})
	}
}

// TestRecordForATime ends it by the clock.
func TestRecordForATime(t *testing.T) {
	t.Parallel()
	v := start(t)
	o := recordOptions(t, v.Addr)
	target := recordFor(t, o, 1, func(writing context.Context, _ *record.Recording) { _ = write(writing, v.Addr, 10, never) })
	recordWant{"", record.EndedDuration, 1}.check(t, target, o.Record.To)
}

// TestRecordRefused leaves no file where nothing could be recorded.
func TestRecordRefused(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "default", "on", "nopass", "~*", "+@all", "-monitor")
	closed, err := lab.StartRefusing()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closed.Close)
	for addr, code := range map[string]string{v.Addr: conn.CodeACLDeniedCommand, closed.Addr(): conn.CodeConnectionRefused} {
		o := recordOptions(t, addr)
		target := recordWhile(t, t.Context(), o, func(context.Context, *record.Recording) {})
		if len(target.Findings) != 1 || target.Findings[0].Code != code || target.Recording != nil {
			t.Errorf("%+v, want %s", target, code)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(o.Record.To), "*")); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	}
}

// TestRecordingsTogether replays two recordings as one trace: what they hash
// fits together where they have one secret.
func TestRecordingsTogether(t *testing.T) {
	t.Parallel()
	v := start(t)
	for _, secret := range []string{"", "0123456789abcdef"} {
		var files []string
		for range 2 {
			o := recordOptions(t, v.Addr)
			o.Record.Requests, o.Record.HashKey = 100, []byte(secret)
			recordWhile(t, t.Context(), o, func(ctx context.Context, _ *record.Recording) { _ = write(ctx, v.Addr, 1, never) })
			files = append(files, o.Record.To)
		}
		profile, err := client.Lookup("none")
		if err != nil {
			t.Fatal(err)
		}
		view, findings, err := Simulate(t.Context(), SimulateOptions{Source: cachesim.Source{Name: files[0], More: files[1:]}, Profile: profile, Policies: []string{"lru"}})
		if err != nil || view.Requests != 200 {
			t.Fatalf("%+v, %v", view, err)
		}
		warned := slices.ContainsFunc(findings, func(f report.Finding) bool { return f.Code == CodeTraceSecrets })
		if warned != (secret == "") {
			t.Errorf("secret %q: %+v", secret, findings)
		}
	}
}
