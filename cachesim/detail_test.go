package cachesim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// withExtras loads a trace with all that can be kept beside it.
func withExtras(t *testing.T, text string) *Trace { return withConnections(t, text, 1) }

func withConnections(t *testing.T, text string, connections int) *Trace {
	t.Helper()
	p := profileOf(t, "valkey-py")
	p.Connections = connections
	return withProfile(t, text, p)
}

func withProfile(t *testing.T, text string, p client.Profile) *Trace {
	t.Helper()
	src := Source{Name: "-", Stdin: strings.NewReader(text), Options: trace.Options{}, Extras: client.Extras{Texts: true, Bytes: true}}
	loaded, err := Load(context.Background(), src, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// TestDetailAddsUp holds every part of every policy against the cell.
func TestDetailAddsUp(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	var text strings.Builder
	text.WriteString("time,key,op,size\n")
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 5000 {
		op := "get"
		if r.IntN(10) == 0 {
			op = "set"
		}
		key := int(r.ExpFloat64() * 40)
		fmt.Fprintf(&text, "%d,%s%d,%s,%d\n", i/3, []string{"a:", "b:", ""}[key%3], key, op, key+1)
	}
	for _, connections := range []int{1, 3} {
		addsUp(t, withConnections(t, text.String(), connections))
	}
}

func addsUp(t *testing.T, loaded *Trace) {
	t.Helper()
	o := DetailOptions{Size: 20, Seed: 1, TTL: 100 * time.Second, Top: 1000, Separator: ":", Intervals: 7}
	o.addUp(t, loaded, Policies())
	o.Size, o.InBytes = 9000, true
	o.addUp(t, loaded, BytePolicies())
}

func (o DetailOptions) addUp(t *testing.T, loaded *Trace, policies []string) {
	t.Helper()
	for _, policy := range policies {
		o.Policy = policy
		d, err := loaded.Detail(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		g := Grid{Policies: []string{policy}, Sizes: []int{o.Size}, InBytes: o.InBytes, Seed: 1, TTL: o.TTL, Bytes: true}
		result, err := Run(t.Context(), loaded, g, nil)
		if err != nil {
			t.Fatal(err)
		}
		cell := result.Cells[0]
		if cell.Evictions == 0 {
			t.Errorf("%s: the cache is large enough for all", policy)
		}
		for name, parts := range map[string][]Part{"keys": d.Keys, "prefixes": d.Prefixes} {
			var requests, hits uint64
			for _, p := range parts {
				requests, hits = requests+p.Requests, hits+p.Hits
			}
			if requests != cell.Requests || hits != cell.Hits {
				t.Errorf("%s: %s have %d hits of %d, the cell %d of %d", policy, name, hits, requests, cell.Hits, cell.Requests)
			}
		}
		var requests, hits uint64
		for _, i := range d.Intervals {
			requests, hits = requests+i.Requests, hits+i.Hits
		}
		if len(d.Intervals) != 7 || requests != cell.Requests || hits != cell.Hits {
			t.Errorf("%s: %d intervals have %d hits of %d, the cell %d of %d", policy, len(d.Intervals), hits, requests, cell.Hits, cell.Requests)
		}
		var bytes Bytes // each key's value has one size
		for _, p := range d.Keys {
			var size uint64
			_, _ = fmt.Sscan(strings.TrimLeft(p.Name, "ab:"), &size)
			bytes.Requests += p.Requests * (size + 1)
			bytes.Hits += p.Hits * (size + 1)
		}
		if diff := cmp.Diff(&bytes, cell.Bytes); diff != "" {
			t.Errorf("%s: %s", policy, diff)
		}
	}
}

// TestPartsAreLookedUp leaves out what the server's memory has by writes alone.
func TestPartsAreLookedUp(t *testing.T) {
	t.Parallel()
	loaded := withProfile(t, "key,op\na:1,set\nb:1,get\nb:1,get\n", profileOf(t, "server"))
	d, err := loaded.Detail(t.Context(), DetailOptions{Policy: "lru", Size: 10, Top: 5, Separator: ":"})
	want := Detail{Keys: []Part{{"b:1", 2, 1}}, Prefixes: []Part{{"b:", 2, 1}}, Commands: []Part{}}
	if diff := cmp.Diff(want, d); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func TestIntervals(t *testing.T) {
	t.Parallel()
	timed := "time,key\n10,a\n11,a\n12,b\n40,a\n"
	untimed := "a\na\nb\na\n"
	for _, tt := range []struct {
		name, text string
		o          DetailOptions
		want       []Interval
		err        string
	}{
		{"by time", timed, DetailOptions{Every: 10 * time.Second}, []Interval{
			{true, 0, 3, 2, 1}, {true, 10, 0, 0, 0}, {true, 20, 0, 0, 0}, {true, 30, 1, 1, 1},
		}, ""},
		{"by number of times", timed, DetailOptions{Intervals: 2}, []Interval{{true, 0, 3, 2, 1}, {true, 15, 1, 1, 1}}, ""},
		{"from time zero", "time,key\n0,a\n0,a\n20,b\n40,a\n", DetailOptions{Every: 20 * time.Second}, []Interval{
			{true, 0, 2, 1, 1}, {true, 20, 1, 1, 0}, {true, 40, 1, 1, 1},
		}, ""},
		{"zero is no time", "time,key\n0,a\n1700000000,a\n1700000010,b\n", DetailOptions{Every: 10 * time.Second}, []Interval{
			{true, 0, 2, 1, 1}, {true, 10, 1, 1, 0},
		}, ""},
		{"without times", untimed, DetailOptions{Intervals: 2}, []Interval{{false, 0, 2, 1, 1}, {false, 0, 2, 2, 1}}, ""},
		{"more than there are", untimed, DetailOptions{Intervals: 5}, []Interval{
			{}, {Requests: 1, Unique: 1}, {Requests: 1, Unique: 1, Hits: 1}, {Requests: 1, Unique: 1}, {Requests: 1, Unique: 1, Hits: 1},
		}, ""},
		{"no times", untimed, DetailOptions{Every: time.Second}, nil, "format keys has no times"},
		{"too many", timed, DetailOptions{Every: time.Microsecond}, nil, "more than 100000 intervals"},
	} {
		tt.o.Policy, tt.o.Size = "lru", 10
		d, err := withExtras(t, tt.text).Detail(t.Context(), tt.o)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.err)
			}
			continue
		}
		if diff := cmp.Diff(tt.want, d.Intervals); diff != "" || err != nil {
			t.Errorf("%s: %v %s", tt.name, err, diff)
		}
	}
}

// TestTracking counts as a server does that is asked to track one client.
func TestTracking(t *testing.T) {
	t.Parallel()
	line := func(command string) string { return "1700000000.000000 [0 127.0.0.1:1] " + command + "\n" }
	for _, tt := range []struct {
		name     string
		commands []string
		want     client.Tracking
	}{
		{"reads", []string{`"GET" "a"`, `"GET" "a"`, `"GET" "b"`}, client.Tracking{Tracked: 2}},
		{"told once", []string{`"GET" "a"`, `"SET" "a" "1"`, `"SET" "a" "2"`}, client.Tracking{Tracked: 1, Invalidations: 1}},
		{"never read", []string{`"SET" "a" "1"`, `"GET" "b"`}, client.Tracking{Tracked: 1}},
		{"one key, two commands", []string{`"GET" "a"`, `"STRLEN" "a"`, `"SET" "a" "1"`}, client.Tracking{Tracked: 1, Invalidations: 1}},
		{"two keys, one command", []string{`"MGET" "a" "b"`, `"SET" "a" "1"`, `"SET" "b" "1"`}, client.Tracking{Tracked: 2, Invalidations: 2}},
		{"flush", []string{`"GET" "a"`, `"GET" "b"`, `"FLUSHALL"`, `"FLUSHALL"`, `"GET" "a"`}, client.Tracking{Tracked: 2, Invalidations: 2}},
	} {
		var text strings.Builder
		for _, c := range tt.commands {
			text.WriteString(line(c))
		}
		tt.want.From, tt.want.To = 1_700_000_000_000_000_000, 1_700_000_000_000_000_000
		if diff := cmp.Diff(tt.want, withExtras(t, text.String()).Tracking); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
