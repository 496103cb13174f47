package resp

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

func TestReadFaults(t *testing.T) {
	t.Parallel()
	notRESP := func(line string) error { return &NotRESPError{Line: line} }
	tests := []struct {
		name, in string
		want     error // compared by its text
	}{
		{"http", "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", notRESP("HTTP/1.1 400 Bad Request")},
		{"ssh", "SSH-2.0-OpenSSH_9.2\r\n", notRESP("SSH-2.0-OpenSSH_9.2")},
		{"tls alert", "\x15\x03\x03\x00\x02", notRESP("\x15\x03\x03\x00\x02")},
		{"end mark first", ".\r\n", notRESP(".")},
		{"long stranger", strings.Repeat("x", 500), notRESP(strings.Repeat("x", quoteMax))},
		{"bare newline", "+OK\n", &ProtocolError{Reason: "a line ends without CRLF", Line: "+OK"}},
		{"integer of letters", ":x\r\n", &ProtocolError{Reason: "a malformed integer", Line: "x"}},
		{"empty integer", ":\r\n", &ProtocolError{Reason: "a malformed integer"}},
		{"integer overflow", ":9223372036854775808\r\n", &ProtocolError{Reason: "a malformed integer", Line: "9223372036854775808"}},
		{"boolean", "#x\r\n", &ProtocolError{Reason: "a malformed boolean", Line: "x"}},
		{"null with text", "_x\r\n", &ProtocolError{Reason: "a malformed null", Line: "x"}},
		{"hexadecimal double", ",0x1p4\r\n", &ProtocolError{Reason: "a malformed double", Line: "0x1p4"}},
		{"big number", "(1_0\r\n", &ProtocolError{Reason: "a malformed big number", Line: "1_0"}},
		{"length", "$x\r\n", &ProtocolError{Reason: "a malformed length", Line: "x"}},
		{"negative length", "$-2\r\n", &ProtocolError{Reason: "a malformed length", Line: "-2"}},
		{"string too long", "$1\r\nabc\r\n", &ProtocolError{Reason: "a string does not end with CRLF", Line: "bc"}},
		{"string with half an end", "$1\r\na\rb", &ProtocolError{Reason: "a string does not end with CRLF", Line: "\rb"}},
		{"verbatim", "=3\r\nabc\r\n", &ProtocolError{Reason: "a verbatim string without a format", Line: "abc"}},
		{"push within", "*1\r\n>0\r\n", &ProtocolError{Reason: "a push within a reply"}},
		{"unknown element", "*1\r\n?\r\n", &ProtocolError{Reason: "an unknown type", Line: "?"}},
		{"empty line", "*1\r\n\r\n", &ProtocolError{Reason: "an empty line instead of a value"}},
		{"half a pair", "%?\r\n:1\r\n.\r\n", &ProtocolError{Reason: "a map with a key and no value"}},
		{"no chunk", "$?\r\n:1\r\n", &ProtocolError{Reason: "no chunk in a streamed string", Line: ":1"}},
		{"end mark with text", "*?\r\n.x\r\n", &ProtocolError{Reason: "a malformed end mark", Line: ".x"}},
		{"depth", strings.Repeat("*1\r\n", 9), &LimitError{What: "depth", Max: 8}},
		{"string above length", "$1001\r\n", &LimitError{What: "length", Max: 1000}},
		{"array above length", "*1001\r\n", &LimitError{What: "length", Max: 1000}},
		{"map above length", "%501\r\n", &LimitError{What: "length", Max: 1000}},
		{"chunks above length", "$?\r\n;600\r\n" + strings.Repeat("x", 600) + "\r\n;600\r\n" + strings.Repeat("x", 600) + "\r\n", &LimitError{What: "length", Max: 1000}},
		{"total", "*200\r\n" + strings.Repeat(":1\r\n", 200), &LimitError{What: "total", Max: 4000}},
		{"endless attributes", strings.Repeat("|0\r\n", 200), &LimitError{What: "total", Max: 4000}},
		{"line", "+" + strings.Repeat("x", 70<<10), &LimitError{What: "line", Max: lineMax}},
		{"line of another kind", "-" + strings.Repeat("x", 70<<10), &LimitError{What: "line", Max: lineMax}},
		{"ends in a line", "+O", io.ErrUnexpectedEOF},
		{"ends in a string", "$5\r\nab", io.ErrUnexpectedEOF},
		{"ends in an array", "*2\r\n:1\r\n", io.ErrUnexpectedEOF},
		{"ends in a stream", "*?\r\n:1\r\n", io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(strings.NewReader(tt.in), Limits{Depth: 8, Length: 1000, Total: 4000})
			_, err := r.Read()
			if err == nil || err.Error() != tt.want.Error() {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if !r.Within() {
				t.Error("Within is false after a broken reply")
			}
			r = NewReader(strings.NewReader(tt.in), Limits{Depth: 8, Length: 1000, Total: 4000})
			if out, _, err := r.ReadInto([]byte("kept")); err == nil || err.Error() != tt.want.Error() || string(out) != "kept" || !r.Within() {
				t.Errorf("ReadInto: %q, %v, within %t; want %v", out, err, r.Within(), tt.want)
			}
		})
	}
}

// TestHostile wants the limits to end what a hostile server sends,
// before it has cost much more
// memory than they allow.
func TestHostile(t *testing.T) {
	limits := Limits{Length: 1 << 20, Total: 4 << 20}
	const most = 32 << 20 // a slice that grows by a quarter leaves four times its size behind
	for _, tt := range []struct {
		name string
		in   io.Reader
		what string
	}{
		{"string of 2^62 bytes", strings.NewReader("$4611686018427387904\r\nx"), "length"},
		{"verbatim of 2^62 bytes", strings.NewReader("=4611686018427387904\r\nx"), "length"},
		{"chunk of 2^62 bytes", strings.NewReader("$?\r\n;4611686018427387904\r\nx"), "length"},
		{"array of 2^62", strings.NewReader("*4611686018427387904\r\n:1\r\n"), "length"},
		{"map of 2^62", strings.NewReader("%4611686018427387904\r\n:1\r\n"), "length"},
		{"push of 2^62", strings.NewReader(">4611686018427387904\r\n:1\r\n"), "length"},
		{"attributes of 2^62", strings.NewReader("|4611686018427387904\r\n:1\r\n"), "length"},
		{"nested 100,000 deep", strings.NewReader(strings.Repeat("*1\r\n", 100_000)), "depth"},
		{"streams nested 100,000 deep", strings.NewReader(strings.Repeat("*?\r\n", 100_000)), "depth"},
		{"attributes nested 100,000 deep", strings.NewReader(strings.Repeat("|1\r\n", 100_000)), "depth"},
		{"endless line", &loop{data: []byte("+x")}, "line"},
		{"endless array", io.MultiReader(strings.NewReader("*?\r\n"), &loop{data: []byte(":1\r\n")}), "total"},
		{"endless set of sets", io.MultiReader(strings.NewReader("~?\r\n"), &loop{data: []byte("~1\r\n_\r\n")}), "total"},
		{"endless attributes", &loop{data: []byte("|0\r\n")}, "total"},
		{"endless string", io.MultiReader(strings.NewReader("$?\r\n"), &loop{data: []byte(";1\r\nx\r\n")}), "length"},
		{"many short strings", strings.NewReader("*200000\r\n" + strings.Repeat("$1\r\nx\r\n", 200_000)), "total"},
		{"many strings", io.MultiReader(strings.NewReader("*1000000\r\n"), &loop{data: []byte("$1000\r\n" + strings.Repeat("x", 1000) + "\r\n")}), "total"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := NewReader(tt.in, limits).Read()
			runtime.ReadMemStats(&after)
			var limit *LimitError
			if !errors.As(err, &limit) || limit.What != tt.what {
				t.Errorf("got %v, want the limit of %s", err, tt.what)
			}
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("it cost %d bytes of memory, more than %d", got, most)
			}
		})
	}
}

// MONITOR sends a command of any size as one simple string.
func TestLongSimpleString(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 1<<20)
	for _, tt := range []struct {
		limits Limits
		want   string
	}{
		{Limits{}, ""},
		{Limits{Length: 2 << 20}, ""},
		{Limits{Length: 1 << 19}, (&LimitError{What: "line", Max: 1 << 19}).Error()},
		{Limits{Total: 1 << 19}, (&LimitError{What: "line", Max: 1 << 19}).Error()},
	} {
		v, err := NewReader(strings.NewReader("+"+text+"\r\n"), tt.limits).Read()
		switch {
		case tt.want == "" && (err != nil || v.Text() != text):
			t.Errorf("%+v: %d bytes, %v", tt.limits, len(v.Text()), err)
		case tt.want != "" && (err == nil || err.Error() != tt.want):
			t.Errorf("%+v: got %v, want %s", tt.limits, err, tt.want)
		}
	}
}
