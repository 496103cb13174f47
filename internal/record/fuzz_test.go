package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// FuzzLines records lines as a server may send them, whatever they hold, and
// wants the recording to be read as what the lines say: the same events, whether
// keys are hashed or not, and no line lost that is a request.
func FuzzLines(f *testing.F) {
	for _, shape := range commands {
		f.Add([]byte(`1700000000.000001 [0 10.0.0.1:1] ` + quoted(shape) + "\n" + `1699999999.000000 [3 lua] ` + quoted(shape)))
	}
	f.Add([]byte(`0.000000 [0 ] "GET" "nobody asks"`))
	f.Add([]byte(`170000000690.000001 [0 10.0.0.1:1] "GET" "a"`))
	f.Add([]byte("OK\n" + `1.000001 [0 unix:/s]x] "SET" "a\x00\n" "\"` + "\n" + `9999999999999.999999 [1 [::1]:2] "` + strings.Repeat("x", 20_000) + `"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := strings.Split(string(data), "\n")
		for _, hashed := range []bool{false, true} {
			file := new(memoryFile)
			recorded := recordAll(t, file, lines, hashed)
			want, got, requests := newBuilder(t), newBuilder(t), 0
			for _, line := range lines {
				if b := new(trace.Block); b.Monitor(line) == nil {
					add(t, want, b)
					requests += b.Len()
				}
			}
			in, err := trace.Open("-", bytes.NewReader(file.data), trace.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for b := new(trace.Block); err == nil; {
				err = in.Next(b)
				add(t, got, b)
			}
			if !errors.Is(err, io.EOF) || in.Cut() || in.Format() != "vkcheck" {
				t.Fatalf("%s, cut %v: %v", in.Format(), in.Cut(), err)
			}
			if a, b := told(want), told(got); a != b {
				t.Fatalf("hashed %v: the lines say\n%s\nthe recording\n%s", hashed, a, b)
			}
			if recorded != uint64(requests) {
				t.Fatalf("%d recorded of %d", recorded, requests)
			}
		}
	})
}

func quoted(shape string) string {
	words := strings.Fields(shape)
	for i, w := range words {
		words[i] = quote(w)
	}
	return strings.Join(words, " ")
}

// recordAll records lines into a file in memory.
func recordAll(t *testing.T, file *memoryFile, lines []string, hashed bool) uint64 {
	w, err := trace.NewRecordWriter(file, trace.RecordingHeader{Version: trace.RecordingVersion})
	if err != nil {
		t.Fatal(err)
	}
	var requests atomic.Uint64
	s := session{writer: w, keeper: newKeeper([]byte("secret"), hashed), clients: clients{most: maxClients}, requests: &requests}
	for _, line := range lines {
		if err := s.add(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(trace.RecordingTrailer{}); err != nil {
		t.Fatal(err)
	}
	return requests.Load()
}

// newBuilder makes events as two connections see them.
func newBuilder(t *testing.T) *client.Builder {
	p, err := client.Lookup("none")
	if err != nil {
		t.Fatal(err)
	}
	p.Connections = 2
	return client.NewBuilder(p)
}

func add(t *testing.T, to *client.Builder, b *trace.Block) {
	if err := to.Add(b); err != nil {
		t.Fatal(err)
	}
}

// told is all that a replay can see.
func told(b *client.Builder) string {
	events, sum := b.Events()
	var s strings.Builder
	fmt.Fprintf(&s, "%+v %+v\n", sum, b.Lifetimes())
	for t := range events.Len() {
		op, id, at := events.At(t)
		fmt.Fprintln(&s, op, id, at, events.Owner(id))
	}
	return s.String()
}

// memoryFile is a file in memory.
type memoryFile struct{ data []byte }

func (m *memoryFile) Write(p []byte) (int, error) {
	m.data = append(m.data, p...)
	return len(p), nil
}

func (m *memoryFile) Truncate(size int64) error {
	m.data = m.data[:size]
	return nil
}

func (m *memoryFile) Seek(offset int64, _ int) (int64, error) { return offset, nil }
