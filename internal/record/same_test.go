package record

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// test is a *testing.T or a *rapid.T.
type test interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// quote is the server's sdscatrepr, near enough: every byte in hexadecimal but
// for letters and digits.
func quote(arg string) string {
	var s strings.Builder
	s.WriteByte('"')
	for _, c := range []byte(arg) {
		if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' {
			s.WriteByte(c)
		} else {
			fmt.Fprintf(&s, `\x%02x`, c)
		}
	}
	s.WriteByte('"')
	return s.String()
}

// commands are shapes of commands: K is a key, V a value, F a field or a bound,
// N a number.
var commands = []string{
	"GET K", "get K", "MGET K K K", "HGET K F", "HMGET K F F", "GETRANGE K N N", "XREAD COUNT N STREAMS K K F F", "ZUNION 2 K K", "ZUNION N K K",
	"SORT_RO K BY F", "XINFO STREAM K", "OBJECT ENCODING K", "ZRANGE K N N", "STRLEN K", "EXISTS K K", "SMISMEMBER K F F", "GET",
	"SET K V", "SET K V EX N", "set K V px N NX", "SETEX K N V", "MSET K V K V", "HSET K F V", "DEL K K", "SORT K GET F STORE K", "COPY K K", "RENAME K K",
	"EXPIRE K N", "EXPIRE K N GT", "PEXPIRE K N NX", "EXPIREAT K N", "PERSIST K", "SET K V EX N KEEPTTL", "SET K V keepttl", "RESTORE K N V REPLACE", "MOVE K N", "COPY K K DB N", "SET K V EX V", "ZUNIONSTORE K 2 K K", "GETEX K EX N", "FLUSHALL", "FLUSHDB ASYNC", "EVAL V 1 K V", "PING", "AUTH V", "SELECT N", "NOSUCH K V", "MULTI", "EXEC", "JSON.MGET K K F", "JSON.SET K F V",
}

// fill makes arguments of a shape.
func fill(t *rapid.T, shape string) (args []string, values []string) {
	for i, word := range strings.Fields(shape) {
		switch {
		case i == 0:
		case word == "K":
			word = rapid.SampledFrom([]string{"", "a", "b\n", "c\x00\"", "STREAMS", "1"}).Draw(t, "key")
		case word == "V":
			word = fmt.Sprintf("value%06dx", rapid.IntRange(0, 999_999).Draw(t, "value"))
			values = append(values, word)
		case word == "F":
			word = rapid.SampledFrom([]string{"", "f", "g", "STORE", "10"}).Draw(t, "field")
		case word == "N":
			word = rapid.SampledFrom([]string{"0", "1", "2", "10", "-1"}).Draw(t, "number")
		}
		args = append(args, word)
	}
	return args, values
}

// TestSameAsMonitor replays a run from the text of MONITOR and from what was
// recorded of it: there is no difference, whether keys are hashed or not, and no
// value in the file.
func TestSameAsMonitor(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	dir := t.TempDir()
	var runs atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		base := filepath.Join(dir, fmt.Sprint(runs.Add(1)))
		var text strings.Builder
		var values []string
		clock := int64(1_700_000_000_000_000)
		for range rapid.IntRange(1, 60).Draw(t, "requests") {
			clock += rapid.Int64Range(-5, 2_000_000).Draw(t, "later")
			address := rapid.SampledFrom([]string{"10.0.0.1:1", "10.0.0.1:2", "lua", "unix:/s]x"}).Draw(t, "client")
			fmt.Fprintf(&text, "%d.%06d [%d %s]", clock/1e6, clock%1e6, rapid.IntRange(0, 2).Draw(t, "db"), address)
			args, more := fill(t, rapid.SampledFrom(commands).Draw(t, "command"))
			for _, a := range args {
				text.WriteString(" " + quote(a))
			}
			text.WriteByte('\n')
			values = append(values, more...)
		}
		if err := os.WriteFile(base+".txt", []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		want := replay(t, base+".txt")
		for _, hashed := range []bool{false, true} {
			file := fmt.Sprint(base, hashed)
			capture(t, file, text.String(), hashed)
			if diff := cmp.Diff(want, replay(t, file)); diff != "" {
				t.Fatalf("hashed %v (-monitor +recording):\n%s\n%s", hashed, diff, text.String())
			}
			holdsNone(t, file, values)
		}
	})
}

// capture records lines as if they had come from a server.
func capture(t test, file, lines string, hashed bool) {
	r, err := Create(Options{To: file, HashKeys: hashed})
	if err != nil {
		t.Fatal(err)
	}
	w, err := trace.NewRecordWriter(r.file, trace.RecordingHeader{Version: trace.RecordingVersion})
	if err != nil {
		t.Fatal(err)
	}
	s := session{writer: w, keeper: newKeeper(r.o.HashKey, hashed), clients: clients{most: maxClients}, requests: &r.requests}
	for line := range strings.Lines(lines) {
		if err := s.add(strings.TrimSuffix(line, "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if res := r.finish(w, Result{Ended: EndedRequests}); res.Err != nil || res.Lost+s.leftOut > 0 {
		t.Fatalf("%+v, %d left out", res, s.leftOut)
	}
}

// outcome is what a replay gives.
type outcome struct {
	Summary client.Summary
	Cells   []cachesim.Cell
}

func replay(t test, file string) (all []outcome) {
	for _, name := range client.Names() {
		p, err := client.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := cachesim.Load(context.Background(), cachesim.Source{Name: file}, p, nil)
		if err != nil {
			t.Fatal(err)
		}
		result, err := cachesim.Run(context.Background(), loaded, cachesim.Grid{Policies: []string{"lru", "lfu", "random"}, Sizes: []int{2, 10}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, outcome{loaded.Summary, result.Cells})
	}
	return all
}

// holdsNone fails where a value stands in a file.
func holdsNone(t test, file string, values []string) {
	packed, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v", err)
	}
	z, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer z.Close()
	text, err := z.DecodeAll(packed, nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if i := slices.IndexFunc(values, func(v string) bool { return bytes.Contains(text, []byte(v)) }); i >= 0 {
		t.Fatalf("%s holds the value %q", file, values[i])
	}
}

// BenchmarkRecord gives lines per second: of MONITOR's text, and of that into a
// file.
func BenchmarkRecord(b *testing.B) {
	lines := make([]string, 10_000)
	for i := range lines {
		lines[i] = fmt.Sprintf(`17000000%02d.%06d [0 10.0.0.1:%d] "SET" "user:%d:profile" "%0100d"`, i/200, i%200*5000, 40000+i%50, i*i%5003, i)
		if i%5 > 0 {
			lines[i] = fmt.Sprintf(`17000000%02d.%06d [0 10.0.0.1:%d] "GET" "user:%d:profile"`, i/200, i%200*5000, 40000+i%50, i*i%5003)
		}
	}
	for name, hashed := range map[string]bool{"plain": false, "hashed": true} {
		b.Run(name, func(b *testing.B) {
			r, err := Create(Options{To: filepath.Join(b.TempDir(), "trace"), HashKeys: hashed})
			if err != nil {
				b.Fatal(err)
			}
			w, err := trace.NewRecordWriter(r.file, trace.RecordingHeader{Version: trace.RecordingVersion})
			if err != nil {
				b.Fatal(err)
			}
			s := session{writer: w, keeper: newKeeper(r.o.HashKey, hashed), clients: clients{most: maxClients}, requests: &r.requests}
			n := 0
			for b.Loop() {
				for _, line := range lines {
					if err := s.add(line); err != nil {
						b.Fatal(err)
					}
				}
				n += len(lines)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds()/1e6, "Mlines/s")
			res := r.finish(w, Result{})
			b.ReportMetric(float64(res.Bytes)/float64(n), "B/request")
		})
	}
}
