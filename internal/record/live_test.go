package record

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

func dial(t testing.TB, addr string) *conn.Conn {
	t.Helper()
	c, err := conn.Dial(t.Context(), conn.Options{Addr: addr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// TestLive records a real server, and listens to MONITOR beside it: the same
// requests give the same replay, and no value is in the file.
func TestLive(t *testing.T) {
	t.Parallel()
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	heard := make(chan []string)
	listening := dial(t, v.Addr)
	go func() {
		var all []string
		for line, err := range listening.Monitor(t.Context()) {
			if err != nil || strings.Contains(line, "the end") {
				break
			}
			all = append(all, line)
		}
		heard <- all
	}()
	writer := dial(t, v.Addr)
	written := make(chan []string)
	go func() {
		var values []string
		for i := 0; ctx.Err() == nil; i++ {
			value := fmt.Sprintf("secret-%d-value", i)
			key, other := fmt.Sprint("key:", i%50), fmt.Sprint("key:", i%7)
			_, _ = writer.Pipeline(ctx, [][]string{
				{"SET", key, value, "PX", "5000"},
				{"GET", other},
				{"HSET", "h\n\"" + other, "field", value},
				{"HGET", "h\n\"" + other, "field"},
				{"HGET", "h\n\"" + other, value},
				{"EVAL", "return server.call('set', KEYS[1], ARGV[1])", "1", other, value},
				{"MGET", key, other},
				{"PUBLISH", "channel", value},
			})
			values = append(values, value)
		}
		written <- values
	}()

	const most = 3000
	files := map[string]bool{filepath.Join(t.TempDir(), "plain"): false, filepath.Join(t.TempDir(), "hashed"): true}
	for file, hashed := range files {
		r, err := Create(Options{To: file, Requests: most, HashKeys: hashed})
		if err != nil {
			t.Fatal(err)
		}
		if res := r.Run(t.Context(), dial(t, v.Addr)); res.Requests != most || res.Ended != EndedRequests || res.Err != nil {
			t.Fatalf("%+v", res)
		}
	}
	stop()
	values := <-written
	if _, err := dial(t, v.Addr).Do(t.Context(), "ECHO", "the end"); err != nil {
		t.Fatal(err)
	}
	all := <-heard
	for file := range files {
		text := filepath.Join(t.TempDir(), "monitor.txt")
		if err := os.WriteFile(text, []byte(strings.Join(section(t, file, all), "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(replay(t, text), replay(t, file)); diff != "" {
			t.Errorf("%s (-monitor +recording): %s", file, diff)
		}
		holdsNone(t, file, values)
	}
}

// section finds the lines that were recorded, by their times.
func section(t *testing.T, file string, lines []string) []string {
	t.Helper()
	recorded, heard := times(t, file, nil), times(t, "-", strings.NewReader(strings.Join(lines, "\n")))
	for i := range len(heard) - len(recorded) + 1 {
		if slices.Equal(heard[i:i+len(recorded)], recorded) {
			return lines[i : i+len(recorded)]
		}
	}
	t.Fatalf("%s: what was recorded, MONITOR did not say", file)
	return nil
}

// times are those of the requests of a trace.
func times(t *testing.T, name string, stdin io.Reader) (all []int64) {
	t.Helper()
	in, err := trace.Open(name, stdin, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // it was only read
	var b trace.Block
	for err == nil {
		err = in.Next(&b)
		all = append(all, b.Time...)
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return all
}

// BenchmarkListen gives lines per second from a socket into a file, of a server
// that speaks as fast as it can.
func BenchmarkListen(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the benchmark is over
	go speak(l)
	c := dial(b, l.Addr().String())
	r, err := Create(Options{To: filepath.Join(b.TempDir(), "trace"), Requests: uint64(b.N)})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	if res := r.Run(b.Context(), c); res.Requests != uint64(b.N) {
		b.Fatalf("%+v", res)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mlines/s")
}

// speak is a server that knows HELLO and MONITOR.
func speak(l net.Listener) {
	c, err := l.Accept()
	if err != nil {
		return
	}
	defer c.Close() //nolint:errcheck // the benchmark is over
	var lines strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&lines, "+17000000%02d.%06d [0 10.0.0.1:%d] \"GET\" \"user:%d:profile\"\r\n", i/200, i%200*5000, 40000+i%50, i*i%5003)
	}
	in := bufio.NewScanner(c)
	for in.Scan() {
		switch word := strings.ToUpper(in.Text()); word {
		case "HELLO":
			_, err = io.WriteString(c, "%1\r\n+server\r\n+valkey\r\n")
		case "PING":
			_, err = io.WriteString(c, "+PONG\r\n")
		case "SETINFO":
			_, err = io.WriteString(c, "+OK\r\n")
		case "MONITOR":
			_, err = io.WriteString(c, "+OK\r\n")
			for err == nil {
				_, err = io.WriteString(c, lines.String())
			}
		}
		if err != nil {
			return
		}
	}
}

// TestLost has the file fail in the middle of a recording: what was seen and is
// not in the file is told.
func TestLost(t *testing.T) {
	t.Parallel()
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	r, err := Create(Options{To: filepath.Join(t.TempDir(), "file")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan Result)
	listening, asking := dial(t, v.Addr), dial(t, v.Addr)
	go func() { ended <- r.Run(ctx, listening) }()
	for r.Requests() < 10 {
		if _, err := asking.Do(t.Context(), "GET", "key"); err != nil {
			t.Fatal(err)
		}
	}
	_ = r.file.File.Close()
	stop()
	res := <-ended
	if res.Ended != CodeFileFailed || res.Err == nil || res.Requests != 0 || res.Lost != r.Requests() {
		t.Errorf("%+v of %d requests", res, r.Requests())
	}
}

// TestSecretOfItsOwn wants the hashes of each recording to have a secret that
// nobody knows.
func TestSecretOfItsOwn(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"": true}
	for _, name := range []string{"one", "two"} {
		r, err := Create(Options{To: filepath.Join(t.TempDir(), name)})
		if err != nil {
			t.Fatal(err)
		}
		if known[string(r.o.HashKey)] || len(r.o.HashKey) < 32 {
			t.Errorf("%x", r.o.HashKey)
		}
		known[string(r.o.HashKey)] = true
		if err := r.Discard(); err != nil {
			t.Error(err)
		}
	}
}
