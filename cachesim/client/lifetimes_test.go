package client

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// TestKeysExpire says what a client hears of keys that expire: before the first
// request after it, of each command that names the key, once.
func TestKeysExpire(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"before the first request after it", []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a", "0 PING", "0 GET a"}, "0 0 x0 0"},
		{"not while it lives", []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a"}, "0 0"},
		{"of each command", []string{"0 SET a 1 PX 2500", "0 GET a", "0 STRLEN a", "0 GET b", "0 GET b"}, "0 1 x1 x0 2 2"},
		{"in the order of deadlines", []string{"0 PSETEX a 5900 1", "0 PSETEX b 4500 1", "0 PSETEX c 3700 1", "0 GET a", "0 GET b", "0 GET c", "0 GET d"}, "0 1 2 x1 x2 x0 3"},
		{"a key that was never read", []string{"0 SET a 1 EX 1", "0 GET b", "0 GET b"}, "0 0"},
		{"a write ends it", []string{"0 SET a 1 EX 2", "0 SET a 1", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0"},
		{"some writes keep it", []string{"0 SET a 1 EX 2", "0 SET a 1 KEEPTTL", "0 GET a", "0 GET b"}, "0 x0 1"},
		{"and a deletion", []string{"0 SET a 1 EX 2", "0 DEL a", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0"},
		{"renewed", []string{"0 SET a 1 EX 2", "0 EXPIRE a 4", "0 GET a", "0 GET a", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0 0 x0 0"},
		{"shortened", []string{"0 SET a 1 EX 9", "0 EXPIRE a 1", "0 GET a", "0 GET a"}, "0 x0 0"},
		{"shortened and renewed", []string{"0 SET a 1 EX 3", "0 EXPIRE a 1", "0 EXPIRE a 9", "0 GET a", "0 GET a", "0 GET a"}, "0 0 0"},
		{"in the past: deleted at once", []string{"0 SET a 1 EX 2", "0 GET a", "0 EXPIRE a -1", "0 GET a", "0 GET a"}, "0 -0 0 0"},
		{"until a time since 1970", []string{"0 SET a 1 EXAT 1700000002", "0 GET a", "0 GET a", "0 GET a"}, "0 0 x0 0"},
		{"long ago", []string{"0 SET a 1 EXAT 1", "0 GET a", "0 GET a"}, "0 0"},
		{"for ever", []string{"0 SET a 1 EX 9000000000000000", "0 GET a", "0 PEXPIREAT a 9223372036854775807", "0 GET a"}, "0 -0 0"},
		{"NX where it is there", []string{"0 SET a 1 EX 2", "0 SET a 2 NX EX 9", "0 GET a", "0 GET b"}, "0 x0 1"},
		{"it goes with the key", []string{"0 SET a 1 EX 4", "0 GET b", "0 RENAME a b", "0 GET a", "0 GET b", "0 GET c"}, "0 -0 1 0 x0 2"},
		{"and with a copy", []string{"0 SET a 1 EX 4", "0 COPY a b", "0 PERSIST a", "0 GET a", "0 GET b", "0 GET b"}, "0 1 x1 1"},
		{"databases are apart, pushes not", []string{"1 SET a 1 EX 3", "0 SET a 1", "0 GET a", "1 GET a", "0 GET b"}, "0 1 x1 x0 2"},
		{"FLUSHDB is of one database", []string{"1 SET a 1 EX 2", "0 FLUSHDB", "1 GET a", "1 GET a"}, "! 0 x0 0"},
		{"FLUSHALL is of all", []string{"1 SET a 1 EX 3", "0 FLUSHALL", "1 GET a", "1 GET a", "1 GET a"}, "! 0 0 0"},
		{"MOVE", []string{"0 SET a 1 EX 4", "0 MOVE a 1", "0 SET a 1", "1 GET a", "0 GET a", "0 GET b"}, "0 1 x1 x0 2"},
	} {
		if got, _ := build(t, profile(t, "valkey-py"), tt.lines...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	unheard := []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a", "0 GET a"}
	if got, _ := build(t, profile(t, "glide"), unheard...); got != "0 0 ~0 0" {
		t.Errorf("who hears of nothing: %s", got)
	}
	p := profile(t, "glide")
	p.Lifetimes = false
	if got, _ := build(t, p, unheard...); got != "0 0 0" {
		t.Errorf("where nobody asks for it: %s", got)
	}
}

// TestServerExpires says what the server's memory has of it.
func TestServerExpires(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"a key is stored with one", []string{"0 SET a 1 EX 2", "0 GET a", "0 GET a", "0 GET a"}, "+0 0@2 0 0 x0 0"},
		{"or without", []string{"0 SET a 1", "0 SET b 1 EX 2", "0 SET b 1"}, "+0 +1 1@3 +1 1@"},
		{"or gets one", []string{"0 GET a", "0 EXPIRE a 9", "0 EXPIRE a 1 GT", "0 PERSIST a"}, "0 0@10 0@"},
		{"what keeps it says nothing", []string{"0 SETEX a 9 1", "0 INCR a", "0 SET a 1 KEEPTTL"}, "+0 0@9 +0 +0"},
		{"before it is known", []string{"0 EXPIRE a 9", "0 GET a"}, "0@9 0"},
		{"in the past: deleted", []string{"0 SET a 1", "0 EXPIRE a 0", "0 GET a"}, "+0 -0 0"},
		{"databases are apart", []string{"0 SET a 1 EX 2", "1 SET a 1 EX 1", "0 GET a", "1 GET a"}, "+0 0@2 +1 1@2 0 x0 x1 1"},
		{"renamed", []string{"0 SET a 1 EX 9", "0 RENAME a b"}, "+0 0@9 -0 +1 1@9"},
		{"copied elsewhere", []string{"0 SET a 1 EX 9", "0 COPY a b DB 1", "1 GET b"}, "+0 0@9 +1 1@9 1"},
		{"moved", []string{"0 SET a 1 EX 9", "0 MOVE a 1"}, "+0 0@9 -0 +1 1@9"},
		{"FLUSHDB", []string{"1 SET a 1 EX 3", "1 FLUSHDB", "1 SET a 1"}, "+0 0@3 -0 +0"},
	} {
		if got, _ := build(t, profile(t, "server"), tt.lines...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestDeadlines holds the queue to a sorted slice: deadlines of a nanosecond and
// of centuries, taken as time goes on.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q, now := newDeadlines(), rapid.SampledFrom([]int64{0, 1_700_000_000e9}).Draw(t, "start")
		var want []int64
		for _, n := range rapid.SliceOf(rapid.IntRange(0, 99)).Draw(t, "steps") {
			switch {
			case n < 60:
				due := now + 1 + rapid.SampledFrom([]int64{0, 1, 7, 1e3, 1e9, 86_400e9}).Draw(t, "unit")*rapid.Int64Range(0, 30).Draw(t, "units")
				q.push(deadline{due: due})
				want = append(want, due)
			case n < 65:
				odd := func(due int64) bool { return due%2 == 1 }
				q.keep(func(d deadline) bool { return odd(d.due) })
				want = slices.DeleteFunc(want, func(due int64) bool { return !odd(due) })
			default:
				now += rapid.SampledFrom([]int64{0, 1, 1e3, 1e9, 86_400e9}).Draw(t, "pass") * rapid.Int64Range(0, 20).Draw(t, "times")
				var got []int64
				for some := q.take(now); len(some) > 0; some = q.take(now) {
					for _, d := range some {
						got = append(got, d.due)
					}
				}
				slices.Sort(want)
				passed := 0
				for passed < len(want) && want[passed] < now {
					passed++
				}
				if !slices.Equal(got, want[:passed]) {
					t.Fatalf("%d, want %d", got, want[:passed])
				}
				want = want[passed:]
			}
			soonest := int64(math.MaxInt64)
			if len(want) > 0 {
				soonest = slices.Min(want)
			}
			if q.count != len(want) || q.soonest != soonest {
				t.Fatalf("%d until %d, want %d until %d", q.count, q.soonest, len(want), soonest)
			}
		}
	})
}

// TestLifetimesAreBounded renews some lifetimes, and gives and ends others, for
// ever: neither adds to the queue.
func TestLifetimesAreBounded(t *testing.T) {
	t.Parallel()
	l, tags := newLifetimes(), intern.New()
	for i := range int64(100_000) {
		key := []byte{byte(i % 100)}
		l.set(0, tags.Tag(key), i+1000)
		l.set(1, tags.Tag(key), i+1000-i%3)
		l.forget(1, tags.Tag(key))
		if err := l.expire(i, func(intern.Tag) error { t.Fatal("renewed, and expired"); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if l.count != 100 || l.queue.count > 2*l.count+bucketKept+1 || l.sum != (Lifetimes{Given: 200_000, Keys: 101}) {
		t.Errorf("%d keys, %d deadlines, %+v", l.count, l.queue.count, l.sum)
	}
}

// TestReadsThatStore has reads that give a lifetime: the first stores what was
// missing, the next finds it, and the deadline stays.
func TestReadsThatStore(t *testing.T) {
	t.Parallel()
	p := profile(t, "none")
	p.Lifetimes = true
	b := NewBuilder(p)
	if err := add(t, b, "time,key,op,ttl\n1000,a,get,10\n1005,a,get,10\n1012,a,get,10\n1021,a,get,10\n"); err != nil {
		t.Fatal(err)
	}
	if got, want := b.Lifetimes(), (Lifetimes{Followed: true, Given: 2, Keys: 1, Expired: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// add moves a trace into a builder, up to its first error.
func add(t *testing.T, b *Builder, text string) error {
	t.Helper()
	in, err := trace.Open("-", strings.NewReader(text), trace.Options{})
	for block := new(trace.Block); err == nil; {
		err = in.Next(block)
		if err := b.Add(block); err != nil {
			return err
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return nil
}

// mortal is a trace of Twitter's in which every key is set for a while, and read
// while it lives and after.
func mortal(keys int) string {
	var s strings.Builder
	for i := range 3 * keys {
		fmt.Fprintf(&s, "%d,k%d,5,1,1,set,%d\n%d,k%d,5,1,1,get,0\n", i, i%keys, keys/2+i%7, i, (i*7)%keys)
	}
	return s.String()
}

// TestLifetimesOfASample wants a sample to know of the keys that are in it, and
// one that had to be halved the same as one of that rate from the beginning.
func TestLifetimesOfASample(t *testing.T) {
	t.Parallel()
	const keys = 4000
	text := mortal(keys)
	for _, name := range []string{"valkey-py", "server"} {
		p := profile(t, name)
		all, shrunk := NewBuilder(p), NewSampler(p, Sampling{Keys: 700, Seed: 5}, Limits{})
		fixed := NewSampler(p, Sampling{Rate: 0.125, Seed: 5}, Limits{})
		for _, b := range []*Builder{all, shrunk, fixed} {
			if err := add(t, b, text); err != nil {
				t.Fatal(err)
			}
		}
		if all.lifetimes.count < keys/3 || fixed.lifetimes.count > keys/6 || shrunk.sampler.rate() != 0.125 {
			t.Fatalf("%s: %d keys, of the sample %d, at %v", name, all.lifetimes.count, fixed.lifetimes.count, shrunk.sampler.rate())
		}
		if shrunk.lifetimes.count != fixed.lifetimes.count {
			t.Errorf("%s: %d keys, had it been halved %d", name, fixed.lifetimes.count, shrunk.lifetimes.count)
		}
		want, got := all.Lifetimes(), fixed.Lifetimes()
		for i, n := range []uint64{got.Given, got.Keys, got.Expired} {
			if exact := []uint64{want.Given, want.Keys, want.Expired}[i]; math.Abs(float64(n)/float64(exact)-1) > 0.15 {
				t.Errorf("%s: %+v, of all %+v", name, got, want)
			}
		}
		a, _ := shrunk.Events()
		b, _ := fixed.Events()
		if a.Len() != b.Len() || !slices.Equal(a.Dues(), b.Dues()) || name == "server" && len(a.Dues()) == 0 {
			t.Errorf("%s: %d events with %d deadlines, had it been halved %d with %d", name, b.Len(), len(b.Dues()), a.Len(), len(a.Dues()))
		}
		for i := range a.Len() {
			opA, idA, atA := a.At(i)
			if opB, idB, atB := b.At(i); opA != opB || idA != idB || atA != atB {
				t.Fatalf("%s: event %d differs", name, i)
			}
		}
	}
}

// TestLifetimesTakeMemory wants an error where a sample cannot make them fewer,
// and where there is no memory for them.
func TestLifetimesTakeMemory(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&s, "1700000000.000000 [0 a] \"SET\" \"k%d\" \"v\" \"EX\" \"10\"\n", i)
	}
	for _, b := range []*Builder{
		NewSampler(profile(t, "valkey-py"), Sampling{Memory: 5 << 20}, Limits{}),
		NewSampler(profile(t, "valkey-py"), Sampling{}, Limits{Memory: baseBytes + 1<<20}),
	} {
		if err := add(t, b, s.String()); !errors.Is(err, ErrMemory) {
			t.Errorf("%d keys: %v", b.lifetimes.count, err)
		}
	}
}
