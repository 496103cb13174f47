package client

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// build runs lines of "db[@client] command arg... [nil|refused]" through a profile,
// nil or refused where that is the reply, and gives the events as text: "3" a lookup, "-3" a drop, "x3" one that has expired, "+3" a store, "!" a flush, "~3" and
// "~" what gets stale, "3@9" a lifetime until line 9, "3@" none. Lines are a second apart.
func build(t *testing.T, p Profile, lines ...string) (string, Summary) {
	t.Helper()
	var text strings.Builder
	var nils, refusals []bool
	for i, line := range lines {
		line, null := strings.CutSuffix(line, " nil")
		line, refused := strings.CutSuffix(line, " refused")
		nils, refusals = append(nils, null), append(refusals, refused)
		words := strings.Fields(line)
		db, client, named := strings.Cut(words[0], "@")
		if !named {
			client = "1.2.3.4:5"
		}
		fmt.Fprintf(&text, "17000000%02d.000000 [%s %s]", i, db, client)
		for _, w := range words[1:] {
			fmt.Fprintf(&text, " %q", w)
		}
		text.WriteByte('\n')
	}
	in, err := trace.Open("-", strings.NewReader(text.String()), trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := NewBuilder(p)
	var block trace.Block
	for {
		err := in.Next(&block)
		block.Nil, nils = nils[:block.Len()], nils[block.Len():]
		block.Refused, refusals = refusals[:block.Len()], refusals[block.Len():]
		if err := b.Add(&block); err != nil {
			t.Fatal(err)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	ev, sum := b.Events()
	var out []string
	dues := ev.Dues()
	for i := range ev.Len() {
		op, id, _ := ev.At(i)
		text := map[sim.Op]string{
			sim.OpLookup: fmt.Sprint(id), sim.OpDrop: fmt.Sprint("-", id), sim.OpExpire: fmt.Sprint("x", id), sim.OpFlush: "!",
			sim.OpStale: fmt.Sprint("~", id), sim.OpStaleAll: "~", sim.OpStore: fmt.Sprint("+", id), sim.OpLifetime: fmt.Sprint(id, "@"),
		}[op]
		if op == sim.OpLifetime {
			if dues[0] != command.Never {
				text += fmt.Sprint(dues[0]/1e9 - 1_700_000_000)
			}
			dues = dues[1:]
		}
		out = append(out, text)
	}
	return strings.Join(out, " "), sum
}

func profile(t *testing.T, name string) Profile {
	t.Helper()
	p, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	p.Lifetimes = true
	return p
}

func TestEvents(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"the whole command is cached", []string{"0 GET a", "0 get a", "0 GETRANGE a 0 1", "0 GETRANGE a 0 11", "0 GETRANGE a 01 1"}, "0 0 1 2 3"},
		{"databases are apart", []string{"0 GET a", "1 GET a", "1 GET a"}, "0 1 1"},
		{"a push names no database", []string{"0 GET a", "1 GET a", "2 SET a 1"}, "0 1 -1 -0"},
		{"a write drops once", []string{"0 GET a", "0 SET a 1", "0 SET a 1", "0 GET a", "0 SET a 1"}, "0 -0 0 -0"},
		{"by any of its keys", []string{"0 MGET a b a", "0 DEL b", "0 DEL a", "0 MGET a b a", "0 DEL a b"}, "0 -0 0 -0"},
		{"not by other keys", []string{"0 GET a", "0 SET b 1"}, "0"},
		{"the source of a copy stays", []string{"0 GET a", "0 GET b", "0 COPY a b"}, "0 1 -1"},
		{"a flush ends all", []string{"0 GET a", "0 FLUSHDB", "0 SET a 1", "0 GET a", "0 SET a 1"}, "0 ! 0 -0"},
		{"GETEX without an option reads, and no client caches it", []string{"0 GET a", "0 GETEX a", "0 GET a", "0 GETEX a PERSIST"}, "0 0 -0"},
		{"what a nil tells was not done", []string{"0 GET a", "0 SET a 1 NX nil", "0 SET a 1 NX GET nil"}, "0 -0"},
		{"others pass", []string{"0 PING", "0 TTL a", "0 EVAL x 1 a", "0 NOSUCH a", "0 GET", "0 XINFO STREAM a"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, sum := build(t, profile(t, "valkey-py"), tt.lines...)
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			if sum.Requests != uint64(len(tt.lines)) || sum.Reads+sum.Writes+sum.Bypassed != sum.Requests {
				t.Errorf("%+v", sum)
			}
		})
	}
}

// TestServer wants what a server's memory sees: keys in their databases, which
// writes leave behind and deletions take away.
func TestServer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"keys are looked up, by whatever reads them", []string{"0 GET a", "0 HGET a f", "0 MGET a b", "0 EXISTS b", "0 TTL a"}, "0 0 0 1 1 0"},
		{"databases are apart", []string{"0 GET a", "1 GET a", "1 GET a"}, "0 1 1"},
		{"GETEX without an option reads", []string{"0 GETEX a", "0 GETEX a PERSIST"}, "0"},
		{"what stores nothing reads", []string{"0 SORT a", "0 GEORADIUS a 1 1 1 m", "0 XREADGROUP GROUP g c STREAMS a b > >", "0 SORT a STORE c"}, "0 0 0 1 +2"},
		{"a write stores", []string{"0 SET a 1", "0 GET a", "0 MSET a 1 b 2", "0 GET b"}, "+0 0 +0 +1 1"},
		{"what cannot make a key leaves all as it is", []string{"0 GET a", "0 PERSIST a", "0 LPOP b", "0 LPUSHX b 1"}, "0"},
		{"a deletion drops", []string{"0 GET a", "0 SET b 1", "0 DEL a b nosuch", "0 GET a"}, "0 +1 -0 -1 0"},
		{"a key gets another name", []string{"0 SET a 1", "0 RENAME a b", "0 GET b"}, "+0 -0 +1 1"},
		{"FLUSHDB is of one database", []string{"0 GET a", "1 GET a", "1 SET b 1", "1 FLUSHDB", "1 FLUSHDB", "1 GET b", "1 FLUSHDB"}, "0 1 +2 -1 -2 2 -2"},
		{"FLUSHALL is of all", []string{"0 GET a", "1 GET a", "0 FLUSHALL", "0 FLUSHDB", "1 GET a", "1 FLUSHDB"}, "0 1 ! 1 -1"},
		{"others pass", []string{"0 PING", "0 EVAL x 1 a", "0 NOSUCH a", "0 GET"}, ""},
	} {
		got, sum := build(t, profile(t, "server"), tt.lines...)
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if sum.Reads+sum.Writes+sum.Bypassed != uint64(len(tt.lines)) {
			t.Errorf("%s: %+v", tt.name, sum)
		}
	}
}

// TestNils replays what a capture tells of a key that is not there.
func TestNils(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"valkey-py": "0 -0 0 -0 1", "redis-py": "0 -0 0 -0 1", "glide": "0 -0 0 -0 1", "lettuce": "0 -0 0 -0 1",
		"valkey-go": "0 0 1", "jedis": "0 0 1", "go-redis": "0 0 1", "none": "0 0 1",
	} {
		if got, _ := build(t, profile(t, name), "0 GET nosuch nil", "0 GET nosuch nil", "0 GET a"); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestRefused passes over what a capture tells that the server did not do.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"valkey-py", "server"} {
		got, sum := build(t, profile(t, name), "0 GET a refused", "0 GET a", "0 SET a 1 refused", "0 FLUSHALL refused", "0 SET b 1 refused", "0 GET a")
		if got != "0 0" || sum.Requests != 6 || sum.Reads != 2 || sum.Writes != 0 || sum.Bypassed != 4 {
			t.Errorf("%s: %s, want 0 0; %+v", name, got, sum)
		}
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	lines := []string{"0 TTL a", "0 XINFO STREAM a", "0 GET a", "0 SET a 1", "0 RANDOMKEY"}
	for _, tt := range []struct {
		p    Profile
		want string
	}{
		{profile(t, "none"), "0 1 2 -2 -1 -0"},
		{Profile{}, "0 1 2 ~2 ~1 ~0"}, // no invalidation
		{Profile{Allow: []string{"XINFO", "GET"}, Deny: []string{"GET"}}, "0 ~0"},
		{Profile{Allow: []string{"XINFO STREAM"}}, "0 ~0"},
		{profile(t, "glide"), "0 ~0"},
		{profile(t, "lettuce"), "0 -0"},
		{profile(t, "valkey-go"), "0 1 -1 -0"}, // TTL, and no XINFO
	} {
		if got, _ := build(t, tt.p, lines...); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.p.Name, got, tt.want)
		}
	}
}

// TestLists holds the lists to their length, and every allowed command
// to be a read of the table, or the profile could not cache it.
func TestLists(t *testing.T) {
	t.Parallel()
	if a, d := len(jedisAllow), len(valkeyGoAllow); a != 66 || d != 68 {
		t.Errorf("jedis has %d, valkey-go %d", a, d)
	}
	if a, d := len(command.ValkeyPyAllow), len(command.ValkeyPyDeny); a != 74 || d != 57 {
		t.Errorf("%d allowed, %d denied", a, d)
	}
	for _, name := range slices.Concat(command.ValkeyPyAllow, jedisAllow, valkeyGoAllow) {
		c, ok := command.Lookup([][]byte{[]byte(name)})
		if !ok || c.Kind != command.Read || len(c.Specs) == 0 {
			t.Errorf("%s is no read with keys in the command table", name)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		if p := profile(t, name); p.Name != name || p.Source == "" || p.Unit == "" {
			t.Errorf("%+v", p)
		}
	}
	for name, want := range map[string]string{
		"valky-py": `unknown client profile "valky-py": did you mean "valkey-py"? known: valkey-py, redis-py, valkey-go, glide, jedis, go-redis, lettuce, server, none`,
		"zzz":      `unknown client profile "zzz": known: valkey-py, redis-py, valkey-go, glide, jedis, go-redis, lettuce, server, none`,
	} {
		if _, err := Lookup(name); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestPendingIsBounded writes one key again and again under many commands:
// nodes are used again.
func TestPendingIsBounded(t *testing.T) {
	t.Parallel()
	var p pending
	var got []int
	for round := range 50 {
		for c := range uint32(10) {
			if p.enter(c) {
				p.name(0, c)
				p.name(0, c)
				p.name(1, c)
			}
		}
		got = append(got, len(p.drop(nil, uint32(round%2), byWrite)))
		if len(p.drop(nil, 0, byWrite)) != 0 || len(p.drop(nil, 7, byWrite)) != 0 {
			t.Fatal("dropped twice")
		}
	}
	if diff := cmp.Diff(50, len(got)); diff != "" || got[49] != 10 {
		t.Error(got)
	}
	if len(p.nodes) > 30 {
		t.Errorf("%d nodes", len(p.nodes))
	}
}

// BenchmarkBuild gives the time from text to events.
func BenchmarkBuild(b *testing.B) {
	const n = 200_000
	for _, tt := range []struct{ name, line string }{
		{"keys", "key:%d\n"},
		{"monitor", "1700000000.001956 [0 10.0.0.1:40000] \"GET\" \"key:%d\"\n"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var text strings.Builder
			for i := range n {
				fmt.Fprintf(&text, tt.line, i*i%50_021)
			}
			b.ResetTimer()
			for range b.N {
				in, err := trace.Open("-", strings.NewReader(text.String()), trace.Options{})
				if err != nil {
					b.Fatal(err)
				}
				build := NewBuilder(profiles[0])
				var block trace.Block
				for err == nil {
					err = in.Next(&block)
					if err := build.Add(&block); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds()/1e6, "Mreq/s")
		})
	}
}
