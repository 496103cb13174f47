package resp

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLongTextGrowsWithItsBytes(t *testing.T) {
	t.Parallel()
	const n = 3 << 20
	text := strings.Repeat("0123456789abcdef", n/16)
	r := NewReader(iotest.HalfReader(strings.NewReader(string(bulk(text).Append(nil))+":1\r\n")), Limits{})
	v, err := r.Read()
	if err != nil || v.Text() != text {
		t.Fatalf("a text of %d bytes came back as %d, %v", n, len(v.Text()), err)
	}
	if v, err := r.Read(); err != nil || v.num != 1 {
		t.Errorf("the reply after it: %v, %v", v, err)
	}
}

func TestStreamErrorIsPassedOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	r := NewReader(iotest.ErrReader(broken), Limits{})
	if _, err := r.Read(); !errors.Is(err, broken) || r.Within() {
		t.Errorf("got %v, within %t", err, r.Within())
	}
	r = NewReader(io.MultiReader(strings.NewReader("$3\r\na"), iotest.ErrReader(broken)), Limits{})
	if _, err := r.Read(); !errors.Is(err, broken) || !r.Within() {
		t.Errorf("got %v, within %t", err, r.Within())
	}
}

// TestReadIntoAllocatesNothing wants a string that fits to be put where the
// caller says, also one that arrives in pieces.
func TestReadIntoAllocatesNothing(t *testing.T) {
	for _, n := range []int{0, 100, bufferSize, 1 << 20} {
		text := strings.Repeat("x", n)
		r := NewReader(&loop{data: bulk(text).Append(nil)}, Limits{})
		dst := make([]byte, 0, n)
		if got := testing.AllocsPerRun(20, func() {
			out, v, err := r.ReadInto(dst)
			if err != nil || string(out) != text || v.Kind() != BulkString {
				t.Fatalf("%d bytes: %d of a %v, %v", n, len(out), v.Kind(), err)
			}
		}); got != 0 {
			t.Errorf("%d bytes: %v allocations", n, got)
		}
	}
}

// TestBufferGrowsWhereMuchWaits wants few reads of a stream that is always
// ahead, and little memory for one that is not.
func TestBufferGrowsWhereMuchWaits(t *testing.T) {
	t.Parallel()
	reply := bulk(strings.Repeat("x", 100)).Append(nil)
	for _, tt := range []struct{ waiting, want int }{{1, bufferSize}, {10_000, lineMax}} {
		r := NewReader(&loop{data: bytes.Repeat(reply, tt.waiting)}, Limits{})
		for range 5000 {
			if _, err := r.Read(); err != nil {
				t.Fatal(err)
			}
		}
		if len(r.in.buf) != tt.want {
			t.Errorf("%d replies waiting: a buffer of %d bytes, want %d", tt.waiting, len(r.in.buf), tt.want)
		}
	}
}
