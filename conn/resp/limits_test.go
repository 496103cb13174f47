package resp

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

// Each limit is what may still be.
func TestLimitsAreInclusive(t *testing.T) {
	t.Parallel()
	value := Limits{Total: valueSize + 10}
	for _, tt := range []struct {
		in     string
		limits Limits
		what   string // the limit that is exceeded; empty for none
	}{
		{"$10\r\n0123456789\r\n", value, ""},
		{"$11\r\n0123456789x\r\n", value, "total"},
		{"+0123456789\r\n", value, ""},
		{"+0123456789x\r\n", value, "total"},
		{"$2\r\nxx\r\n", Limits{Length: 2}, ""},
		{"$3\r\nxxx\r\n", Limits{Length: 2}, "length"},
		{"*2\r\n:1\r\n:2\r\n", Limits{Length: 2}, ""},
		{"*3\r\n:1\r\n:2\r\n:3\r\n", Limits{Length: 2}, "length"},
		{"*?\r\n:1\r\n:2\r\n.\r\n", Limits{Length: 2}, ""},
		{"*?\r\n:1\r\n:2\r\n:3\r\n.\r\n", Limits{Length: 2}, "length"},
		{"$?\r\n;1\r\nx\r\n;1\r\nx\r\n;0\r\n", Limits{Length: 2}, ""},
		{"$?\r\n;1\r\nx\r\n;2\r\nxx\r\n;0\r\n", Limits{Length: 2}, "length"},
		{"*1\r\n*1\r\n:1\r\n", Limits{Depth: 2}, ""},
		{"*1\r\n*1\r\n*0\r\n", Limits{Depth: 2}, "depth"},
	} {
		r := NewReader(strings.NewReader(tt.in), tt.limits)
		_, err := r.Read()
		var limit *LimitError
		if errors.As(err, &limit); tt.what == "" && err != nil || tt.what != "" && (limit == nil || limit.What != tt.what) {
			t.Errorf("%q within %+v: %v, want %q", tt.in, tt.limits, err, tt.what)
		}
		if err == nil && r.Within() {
			t.Errorf("%q: within a reply that was read", tt.in)
		}
	}
}

// A length is not believed before its bytes have come. Not parallel: it measures
// memory.
func TestLengthCostsNothing(t *testing.T) {
	for _, in := range []string{"$400000000\r\nx", "=400000000\r\ntxt:x", "*400000000\r\n:1\r\n", "%200000000\r\n:1\r\n"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := NewReader(strings.NewReader(in), Limits{}).Read()
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, io.ErrUnexpectedEOF) || got > 1<<20 {
			t.Errorf("%q: %v, %d bytes of memory", in, err, got)
		}
	}
}
