package probe

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/record"
)

// TestRecordLagged has a reader that stops reading until the server drops it:
// the finding names that, and what was read before is kept.
func TestRecordLagged(t *testing.T) {
	t.Parallel()
	v := start(t, "--client-output-buffer-limit", "normal 1mb 0 0")
	front := stalling(t, v.Addr)
	o := recordOptions(t, front)
	target := recordWhile(t, t.Context(), o, func(writing context.Context, _ *record.Recording) { _ = write(writing, v.Addr, 5000, never) })
	recordWant{CodeRecordLagged, CodeRecordLagged, 1}.check(t, target, o.Record.To)
}

// stalling relays to addr. The first connection stalls after 100 kB, until the
// server counts a client that it has dropped.
func stalling(t *testing.T, addr string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	go func() {
		defer close(done)
		for first := true; ; first = false {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", addr)
			if err != nil {
				_ = in.Close()
				continue
			}
			go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
			if first {
				_, _ = io.CopyN(in, out, 100<<10)
				awaitDrop(ctx, addr)
				_, _ = io.CopyN(in, out, 10<<10) // the rest may be lost in a reset
			} else {
				_, _ = io.Copy(in, out)
			}
			_, _ = in.Close(), out.Close()
		}
	}()
	return l.Addr().String()
}

func awaitDrop(ctx context.Context, addr string) {
	c, err := conn.Dial(ctx, conn.Options{Addr: addr})
	if err != nil {
		return
	}
	defer c.Close() //nolint:errcheck // it was only asked
	for ctx.Err() == nil && !strings.Contains(drops(ctx, c), "client_output_buffer_limit_disconnections:1") {
		time.Sleep(5 * time.Millisecond)
	}
}

// TestRecordHostile listens to a server that sends nonsense, and then a value
// that no line has: neither ends the recording or stands in it.
func TestRecordHostile(t *testing.T) {
	t.Parallel()
	lines := []string{
		"", "nonsense", "1700000000.000001 [0 1.2.3.4:5]", `1700000000.000001 [0 1.2.3.4:5] "GET" "a`, `1700000000.000001 [0 1.2.3.4:5] "G\q"`,
		`1700000000.000002 [0 1.2.3.4:5] "GET" "key"`,
		`99999999999999.000002 [0 1.2.3.4:5] "GET" "key"`, `1.000002 [99999999999 x] "GET" "key"`,
		`1700000000.000003 [0 1.2.3.4:5] ""`, `1.000003 [7 lua] "SET" "key" "` + strings.Repeat("s3cret", 200_000) + `"`,
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 1<<10)
			for n, err := c.Read(buf); err == nil; n, err = c.Read(buf) {
				reply := "-ERR\r\n"
				switch asked := string(buf[:n]); {
				case strings.Contains(asked, "PING"):
					reply = "+PONG\r\n"
				case strings.Contains(asked, "MONITOR"):
					reply = "+OK\r\n+" + strings.Join(lines, "\r\n+") + "\r\n"
				}
				_, _ = io.WriteString(c, reply)
			}
			_ = c.Close()
		}
	}()
	o := recordOptions(t, l.Addr().String())
	o.Conn.Protocol, o.Conn.LibName = 2, "-"
	target := recordFor(t, o, 9, func(context.Context, *record.Recording) {})
	recordWant{CodeRecordLeftOut, record.EndedDuration, 3}.check(t, target, o.Record.To)
	if got := target.Recording; got.Requests != 3 || got.LeftOut != 6 {
		t.Errorf("%+v", got)
	}
	if data, err := os.ReadFile(o.Record.To); err != nil || len(data) > 1000 {
		t.Errorf("%d bytes, %v: is the value in it?", len(data), err)
	}
}
