package resp

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// loop serves the same bytes again and again.
type loop struct {
	data []byte
	at   int
}

func (l *loop) Read(p []byte) (int, error) {
	n := copy(p, l.data[l.at:])
	l.at = (l.at + n) % len(l.data)
	return n, nil
}

// Replies of a pipelined GET of 100 bytes; one operation is one reply.
func BenchmarkReadGET(b *testing.B) {
	reply := bulk(strings.Repeat("x", 100)).Append(nil)
	r := NewReader(&loop{data: bytes.Repeat(reply, 100)}, Limits{})
	b.SetBytes(int64(len(reply)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Read(); err != nil {
			b.Fatal(err)
		}
	}
}

// One operation is one array of ten short strings.
func BenchmarkReadArray(b *testing.B) {
	items := make([]Value, 10)
	for i := range items {
		items[i] = bulk("value")
	}
	reply := aggregate(Array, items...).Append(nil)
	r := NewReader(&loop{data: bytes.Repeat(reply, 100)}, Limits{})
	b.SetBytes(int64(len(reply)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Read(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendCommand(b *testing.B) {
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = AppendCommand(dst[:0], "GET", "key:000000001")
	}
	_, _ = io.Discard.Write(dst)
}
