package conn

import (
	"errors"
	"net"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRedirections(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		slot int
		addr string
	}{
		{"MOVED 3999 127.0.0.1:6381", 3999, "127.0.0.1:6381"},
		{"ASK 0 cache-1.example:6381", 0, "cache-1.example:6381"},
		{"MOVED 16383 :6381", 16383, "asked.example:6381"}, // cluster-preferred-endpoint-type unknown-endpoint
		{"MOVED 1 ?:6381", 1, ""},
		{"MOVED 1 2001:db8::1:6381", 1, "[2001:db8::1]:6381"},
		{"MOVED 1 [2001:db8::1]:6381", 1, "[2001:db8::1]:6381"},
		{"REDIRECT 127.0.0.1:7502", -1, "127.0.0.1:7502"},
	} {
		r := redirection(tt.text, "asked.example")
		if r == nil || r.Slot != tt.slot || r.Addr != tt.addr || r.Ask != strings.HasPrefix(tt.text, "ASK") || r.Error() != tt.text {
			t.Errorf("%q: got %+v", tt.text, r)
		}
	}
	for _, text := range []string{
		"", "MOVED", "MOVED 1", "MOVED  127.0.0.1:6381", "MOVED x 127.0.0.1:6381", "MOVED -1 127.0.0.1:6381",
		"MOVED 16384 127.0.0.1:6381", "MOVED 99999999999999999999 127.0.0.1:6381", "MOVED 1 127.0.0.1", "MOVED 1 127.0.0.1:",
		"MOVED 1 127.0.0.1:0", "MOVED 1 127.0.0.1:65536", "MOVED 1 127.0.0.1:6381 more", "MOVED 1 \x1b[31m:6381", "MOVED 1 ?:x",
		"MOVED 1 a/b:6381", "REDIRECT", "REDIRECT 1 127.0.0.1:6381", "MOVEDX 1 127.0.0.1:6381", "ERR 1 127.0.0.1:6381",
	} {
		if r := redirection(text, "asked.example"); r != nil {
			t.Errorf("%q: got %+v", text, r)
		}
	}
	if r := redirection("MOVED 1 :6381", ""); r == nil || r.Addr != "" {
		t.Errorf("an empty host over a UNIX socket: %+v", r)
	}
}

// Whatever a server says, there is an address to dial or none.
func TestRedirectionsOfGarbage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"MOVED", "ASK", "REDIRECT", " ", ":", "1", "16383", "[", "]", "?", "::1", "a.b", "6379", "\x00", "%"})
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(word, rapid.String()), 0, 9).Draw(t, "words"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
		r := redirection(text, "asked.example")
		if r == nil || r.Addr == "" {
			return
		}
		if _, _, err := net.SplitHostPort(r.Addr); err != nil || checkHostPort(r.Addr) != nil || r.Slot < -1 || r.Slot >= slots {
			t.Fatalf("%q: %+v %v", text, r, err)
		}
	})
}

func TestRedirectionOfAnError(t *testing.T) {
	t.Parallel()
	_, err := (&Conn{link: hungUpLink("-MOVED 3999 127.0.0.1:6381\r\n")}).Do(testContext(t), "GET", "k")
	var to *Redirection
	if !errors.Is(err, ErrMoved) || !errors.As(err, &to) || to.Addr != "127.0.0.1:6381" || to.Slot != 3999 {
		t.Errorf("got %v, %+v", err, to)
	}
	if got, want := err.Error(), "command: cluster-moved: MOVED 3999 127.0.0.1:6381"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
