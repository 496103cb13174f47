package resp

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vectored is a writer that takes buffers, as conn's connections do.
type vectored struct {
	bytes.Buffer
	pieces int
}

func (v *vectored) WriteBuffers(b *net.Buffers) (int64, error) {
	v.pieces += len(*b)
	return b.WriteTo(&v.Buffer)
}

// What Out writes, at once or in pieces, is what AppendCommand appends.
func TestOutWritesWhatAppendCommandAppends(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var out Out
		for range 2 { // again after Reset
			var want []byte
			for range rapid.IntRange(1, 4).Draw(t, "commands") {
				args := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
					n := rapid.SampledFrom([]int{0, 1, 9, 10, largeArg, largeArg + 1, 70_000}).Draw(t, "length")
					return strings.Repeat(rapid.SampledFrom([]string{"x", " "}).Draw(t, "letter"), n)
				}), 1, 4).Draw(t, "args")
				want = AppendCommand(want, args...)
				if rapid.Bool().Draw(t, "as bytes") {
					raw := make([][]byte, len(args))
					for i, arg := range args {
						raw[i] = []byte(arg)
					}
					out.AppendBytes(raw...)
				} else {
					out.Append(args...)
				}
			}
			var plain bytes.Buffer
			var pieces vectored
			for _, w := range []io.Writer{&plain, &pieces} { // a second time too: for a retry
				if n, err := out.WriteTo(w); n != int64(len(want)) || err != nil || out.Len() != len(want) {
					t.Fatalf("wrote %d of %d bytes, Len %d, %v", n, len(want), out.Len(), err)
				}
			}
			if !bytes.Equal(plain.Bytes(), want) || !bytes.Equal(pieces.Bytes(), want) {
				t.Fatal("other bytes than AppendCommand's")
			}
			if whole, ok := out.Bytes(); ok != (pieces.pieces == 0) || ok && !bytes.Equal(whole, want) {
				t.Fatalf("Bytes in one piece: %t, written in %d pieces", ok, pieces.pieces)
			}
			out.Reset()
		}
	})
}

func TestOutResetKeepsNothingLarge(t *testing.T) {
	t.Parallel()
	var out Out
	for range keptOut / 1000 {
		out.Append("SET", "k", strings.Repeat("x", 1000))
	}
	out.Append("SET", "k", strings.Repeat("x", 1<<20))
	out.Reset()
	if cap(out.bytes) > keptOut || cap(out.large) > 0 || out.Len() != 0 {
		t.Errorf("%d bytes and %d references kept, Len %d", cap(out.bytes), cap(out.large), out.Len())
	}
	out.Append("GET", "k")
	kept := cap(out.bytes)
	out.Reset()
	if cap(out.bytes) != kept {
		t.Error("a small buffer is not kept")
	}
}

func BenchmarkOut(b *testing.B) {
	for name, value := range map[string]string{"100 bytes": strings.Repeat("x", 100), "1 MiB is not copied": strings.Repeat("x", 1<<20)} {
		b.Run(name, func(b *testing.B) {
			var out Out
			sink := &discard{}
			b.ReportAllocs()
			for b.Loop() {
				out.Append("SET", "key:000000001", value)
				if _, err := out.WriteTo(sink); err != nil {
					b.Fatal(err)
				}
				out.Reset()
			}
		})
	}
}

// discard takes buffers and does nothing with them.
type discard struct{}

func (*discard) Write(p []byte) (int, error)                { return len(p), nil }
func (*discard) WriteBuffers(b *net.Buffers) (int64, error) { return int64(len(*b)), nil }
