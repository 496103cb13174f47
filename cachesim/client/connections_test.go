package client

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestConnections(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		connections int
		lines       []string
		want        string
	}{
		{"one cache", 1, []string{"0@a GET x", "0@b GET x"}, "0 0"},
		{"one each", 2, []string{"0@a GET x", "0@b GET x", "0@a GET x"}, "0 1 0"},
		{"a write reaches all", 2, []string{"0@a GET x", "0@b GET x", "0@a SET x 1", "0@b GET x"}, "0 1 -1 -0 1"},
		{"dealt out again", 2, []string{"0@a GET x", "0@b GET x", "0@c GET x", "0@d GET x"}, "0 1 0 1"},
		{"a script is its caller's", 2, []string{"0@a GET x", "0@b EVAL s 1 x", "0@lua GET x", "0@a GET x"}, "0 1 0"},
		{"databases are still apart", 2, []string{"1@a GET x", "0@b GET x", "0@a GET x"}, "0 1 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := profile(t, "valkey-py")
			p.Connections = tt.connections
			if got, _ := build(t, p, tt.lines...); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestAddressesTakeMemory wants an error before the addresses of many clients, one
// for each request, fill the memory.
func TestAddressesTakeMemory(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&s, "1700000000.000000 [0 10.0.0.1:%d] \"GET\" \"k\"\n", i)
	}
	p := profile(t, "valkey-py")
	p.Connections = 2
	for _, b := range []*Builder{
		NewSampler(p, Sampling{Memory: 6 << 20}, Limits{}),
		NewSampler(p, Sampling{}, Limits{Memory: baseBytes + 3<<20}),
	} {
		if err := add(t, b, s.String()); !errors.Is(err, ErrMemory) {
			t.Errorf("%d clients: %v", len(b.connections.byName), err)
		}
	}
}

// TestPerKey looks up each key of an MGET as a GET, where the client does.
func TestPerKey(t *testing.T) {
	t.Parallel()
	lines := []string{
		"0 GET a", "0 MGET b a", "0 SET a 1", "0 MGET a", "0 GET b",
		"0 JSON.MGET a b $", "0 JSON.GET a $", "0 JSON.GET a",
	}
	got, sum := build(t, profile(t, "valkey-go"), lines...)
	if want := "0 1 0 -0 0 1 2 3 2 4"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if sum.Reads != 7 || sum.LookedUp != 9 || sum.Unique != 5 {
		t.Errorf("%+v", sum)
	}
}

// TestUnheard tells which client hears what: its entry of a key that was
// written is dropped or stale.
func TestUnheard(t *testing.T) {
	t.Parallel()
	lines := []string{"0 GET a", "0 SET a 1", "0 SET a 2", "0 GET a", "0 FLUSHALL", "0 SET a 3"}
	for name, want := range map[string]string{
		"valkey-py": "0 -0 0 !",
		"glide":     "0 ~0 0 ~",
		"lettuce":   "0 -0 0 ~",
	} {
		if got, _ := build(t, profile(t, name), lines...); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	lines := []string{"0 GET a", "0 HGET a f", "0 XINFO STREAM a", "0 TTL a"}
	for _, tt := range []struct{ allow, deny, want, err string }{
		{"", "", "0 1", ""},
		{"", "get", "0", ""},
		{"ttl,get", "", "0 1", ""}, // although valkey-py denies TTL
		{"ttl,get", "TTL", "0", ""},
		{"xinfo", "", "0", ""},
		{"xinfo stream", "", "0", ""},
		{"set", "", "", "SET reads no keys: it cannot be cached"},
		{"gte", "", "", `unknown command "gte"`},
		{"", "gte", "", `unknown command "gte"`},
		{" ", "", "", `unknown command " "`},
	} {
		split := func(s string) []string {
			return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
		}
		p, err := profile(t, "valkey-py").With(split(tt.allow), split(tt.deny))
		if tt.err != "" {
			if err == nil || err.Error() != tt.err {
				t.Errorf("allow %q deny %q: %v, want %s", tt.allow, tt.deny, err, tt.err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := build(t, p, lines...); got != tt.want {
			t.Errorf("allow %q deny %q: %s, want %s", tt.allow, tt.deny, got, tt.want)
		}
	}
}
