package resp

import (
	"bufio"
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

// byHand is the plain loop over bufio that the reader is measured by: it parses
// a length and copies a text.
func byHand(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	n := 0
	for _, c := range line[1 : len(line)-2] {
		n = n*10 + int(c-'0')
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, err
	}
	_, err = r.Discard(2)
	return text, err
}

// The replies of 100 pipelined GETs of 100 bytes are one operation.
func BenchmarkPipeline(b *testing.B) {
	const depth = 100
	reply := bulk(strings.Repeat("x", 100)).Append(nil)
	src := func() io.Reader { return &loop{data: bytes.Repeat(reply, depth)} }
	plain, read, into := bufio.NewReaderSize(src(), bufferSize), NewReader(src(), Limits{}), NewReader(src(), Limits{})
	dst := make([]byte, 0, 100)
	for _, how := range []struct {
		name string
		next func() error
	}{
		{"bufio by hand", func() error { _, err := byHand(plain); return err }},
		{"Read", func() error { _, err := read.Read(); return err }},
		{"ReadInto", func() error { _, _, err := into.ReadInto(dst); return err }},
	} {
		b.Run(how.name, func(b *testing.B) {
			b.SetBytes(int64(depth * len(reply)))
			b.ReportAllocs()
			for b.Loop() {
				for range depth {
					if err := how.next(); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
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
