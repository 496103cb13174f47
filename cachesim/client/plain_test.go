package client

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// told is all that a builder tells of a trace.
type told struct {
	Events   []event
	Summary  Summary
	Tracking Tracking
	Lives    Lifetimes
	Sampled  Sampled
}

type event struct {
	Op sim.Op
	ID uint32
	At int64
}

// tell builds files one after another, whose blocks are prepared where they can be.
func tell(t *rapid.T, b *Builder, files []string) (all told) {
	for _, text := range files {
		in, err := trace.Open("-", strings.NewReader(text), trace.Options{Format: "csv"})
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			var block trace.Block
			err = in.Next(&block)
			add := b.Add
			if tags := b.Prepare(&block, nil); tags != nil {
				add = func(block *trace.Block) error { return b.AddPrepared(block, tags) }
			}
			if err := add(&block); err != nil {
				t.Fatal(err)
			}
		}
		if !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	}
	events, sum := b.Events()
	for i := range events.Len() {
		op, id, at := events.At(i)
		all.Events = append(all.Events, event{op, id, at})
	}
	all.Summary, all.Tracking, all.Lives, all.Sampled = sum, b.Tracking(), b.Lifetimes(), b.Sampled()
	return all
}

// csvFile draws a trace of keys; the columns op and ttl may be missing.
func csvFile(t *rapid.T) string {
	ops, ttls := rapid.Bool().Draw(t, "ops"), rapid.Bool().Draw(t, "ttls")
	var text strings.Builder
	text.WriteString("time,key,size")
	if ops {
		text.WriteString(",op")
	}
	if ttls {
		text.WriteString(",ttl")
	}
	for i := range rapid.IntRange(1, 300).Draw(t, "requests") {
		fmt.Fprintf(&text, "\n%d,k%d,0", 1000+i/3, rapid.IntRange(0, 30).Draw(t, "key"))
		if ops {
			text.WriteString("," + rapid.SampledFrom([]string{"get", "get", "get", "get", "set", "delete", "add", "incr"}).Draw(t, "op"))
		}
		if ttls {
			fmt.Fprintf(&text, ",%d", rapid.IntRange(0, 3).Draw(t, "ttl"))
		}
	}
	return text.String() + "\n"
}

// TestPlain: what is numbered many at once, with one table, is what is numbered one
// by one, with a table of keys and lists of the commands that name them.
func TestPlain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, err := Lookup(rapid.SampledFrom([]string{"valkey-py", "glide", "lettuce"}).Draw(t, "profile"))
		if err != nil {
			t.Fatal(err)
		}
		p.Lifetimes = rapid.Bool().Draw(t, "lifetimes")
		s := Sampling{Seed: 7}
		switch rapid.IntRange(0, 2).Draw(t, "sampling") {
		case 1:
			s.Rate = 0.5
		case 2:
			s.Keys = rapid.IntRange(1, 20).Draw(t, "keys")
		}
		files := rapid.SliceOfN(rapid.Custom(csvFile), 1, 3).Draw(t, "files")
		slow := NewSampler(p, s, Limits{})
		slow.Keep(Extras{Bytes: true})
		want := tell(t, slow, files)
		got := tell(t, NewSampler(p, s, Limits{}), files)
		if header, _, _ := strings.Cut(files[0], "\n"); s.Keys > 0 && !strings.Contains(header, "op") {
			want.Tracking.Tracked = got.Tracking.Tracked // two estimates, from the commands kept and from those seen
		}
		if !cmp.Equal(got, want) {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}
