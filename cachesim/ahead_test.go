package cachesim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/client"
)

// TestAhead replays traces while they are read and wants what a replay of the
// whole says: also where a write comes late, or more commands than the beginning
// foretold.
func TestAhead(t *testing.T) {
	t.Parallel()
	const lines = 250_000
	text := func(header string, line func(text []byte, i uint64) []byte) string {
		all := []byte(header)
		for i := range uint64(lines) {
			all = append(line(append(all, "key:"...), i), '\n')
		}
		return string(all)
	}
	even := func(text []byte, i uint64) []byte { return strconv.AppendUint(text, i*i%30_011, 10) }
	for name, tt := range map[string]struct {
		trace string
		ahead bool // to the end
	}{
		"keys":  {text("", even), true},
		"reads": {text("key,op\n", func(text []byte, i uint64) []byte { return append(even(text, i), ",get"...) }), true},
		"a write": {text("key,op\n", func(text []byte, i uint64) []byte {
			return append(even(text, i), map[bool]string{true: ",set", false: ",get"}[i == lines/2]...)
		}), false},
		"more": {text("", func(text []byte, i uint64) []byte {
			if i > lines*3/4 {
				return strconv.AppendUint(text, i, 10)
			}
			return strconv.AppendUint(text, i%10, 10)
		}), false},
	} {
		path := write(t, "trace", tt.trace)
		policies := []string{"lru"}
		if name == "keys" {
			policies = []string{"lru", "s3fifo", "belady", "valkey-allkeys-random"}
		}
		for _, policy := range policies {
			g := Grid{Policies: []string{policy}, Sizes: []int{500, 5000, 100}, Seed: 7}
			p := profileOf(t, "valkey-py")
			tr, err := Load(t.Context(), Source{Name: path, Ahead: &g}, p, nil)
			if err != nil {
				t.Fatal(err)
			}
			if follows := policy != "belady" && policy != "valkey-allkeys-random"; tr.Ahead(g) != follows {
				t.Fatalf("%s, %s: ahead %v", name, policy, !follows)
			} else if !follows {
				continue
			}
			if <-tr.ahead.done; (tr.ahead.counts[0] != nil) != tt.ahead {
				t.Errorf("%s, %s: ahead to the end: %v", name, policy, !tt.ahead)
			}
			want, err := Run(t.Context(), load(t, path), g, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Run(t.Context(), tr, g, nil)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s, %s: %v, -whole +ahead\n%s", name, policy, err, diff)
			}
			other := g
			if other.Sizes = []int{500, 5000, 101}; tr.Ahead(other) || tr.Sample(0.5, 1).Ahead(g) {
				t.Errorf("%s, %s: the counts of another grid or trace are taken for its own", name, policy)
			}
		}
	}
}

// TestAheadOfLateReads has writes alone, or what is not looked up, where a replay
// would begin.
func TestAheadOfLateReads(t *testing.T) {
	t.Parallel()
	for _, early := range []string{"SET", "TTL"} {
		var text strings.Builder
		if early == "SET" {
			text.WriteString("1700000000.000000 [0 10.0.0.1:5] \"FLUSHALL\"\n")
		}
		for i := range 40_000 {
			fmt.Fprintf(&text, "1700000000.000000 [0 10.0.0.1:5] %q \"key:%d\" \"a value that takes some room\"\n", early, i)
		}
		for i := range 40_000 {
			fmt.Fprintf(&text, "1700000001.000000 [0 10.0.0.1:5] \"GET\" \"key:%d\"\n", i%100)
		}
		path := write(t, "trace", text.String())
		for _, policy := range []string{"lru", "s3fifo"} {
			g := Grid{Policies: []string{policy}, Sizes: []int{500, 50}}
			tr, err := Load(t.Context(), Source{Name: path, Ahead: &g}, profileOf(t, "valkey-py"), nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Run(t.Context(), tr, g, nil)
			if err != nil {
				t.Fatal(err)
			}
			if c := got.Cells[0]; c.Requests != 40_000 || c.Misses() != 100 {
				t.Errorf("%s first, %s: %+v", early, policy, c)
			}
		}
	}
}

// TestAheadStops ends the context while a trace is read and replayed.
func TestAheadStops(t *testing.T) {
	t.Parallel()
	path := write(t, "trace", string(bytes.Repeat([]byte("key:1\nkey:2\n"), 1_000_000)))
	ctx, cancel := context.WithCancel(t.Context())
	g := Grid{Policies: []string{"lru"}, Sizes: []int{1}}
	tr, err := Load(ctx, Source{Name: path, Ahead: &g}, client.Profile{}, func(bytes int64) {
		if bytes > 2<<20 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || !tr.Ahead(g) {
		t.Fatalf("%v, ahead %v", err, tr.Ahead(g))
	}
	if <-tr.ahead.done; tr.ahead.counts[0] != nil {
		t.Errorf("counts %v of a part", tr.ahead.counts)
	}
}

// TestAheadHeedsContext wants who asks for what is still being replayed not to wait
// beyond the end of their own context.
func TestAheadHeedsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := &ahead{done: make(chan struct{})}
	if counts, err := a.replay(&job{}, ctx, nil, Grid{}, nil); counts != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", counts, err)
	}
}
