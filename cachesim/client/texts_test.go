package client

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// TestTextsAreBounded wants the texts of what a sample has left out forgotten, and
// the others under their new numbers.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	const keys = 100
	b := NewSampler(profile(t, "valkey-py"), Sampling{Keys: keys}, Limits{})
	b.Keep(Extras{Texts: true})
	var s strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&s, "1700000000.000000 [0 a] \"MGET\" \"k%d\" \"l%d\"\n", i, i)
	}
	if err := add(t, b, s.String()); err != nil {
		t.Fatal(err)
	}
	texts := b.Texts()
	if texts.Len() > 2*keys+1 {
		t.Errorf("%d texts for %d commands", texts.Len(), keys)
	}
	if len(texts.commands) != b.commands.Len() || b.commands.Len() == 0 {
		t.Fatalf("%d commands with texts, of %d", len(texts.commands), b.commands.Len())
	}
	for id := range uint32(b.commands.Len()) {
		named := texts.Keys(id)
		first, second := texts.Text(named[0]), texts.Text(named[1])
		b.spell(0, "MGET", [][]byte{[]byte(first), []byte(second)})
		if known, ok := b.commands.FindTag(b.commands.Tag(b.text)); texts.Command(id) != "MGET" || first[1:] != second[1:] || !ok || known != id {
			t.Fatalf("command %d is %s %s %s, which has number %d", id, texts.Command(id), first, second, known)
		}
	}
}

// TestBytesOfManyKeys looks each key of an MGET up by itself: the reply is of all of
// them.
func TestBytesOfManyKeys(t *testing.T) {
	t.Parallel()
	in, err := trace.Open("-", strings.NewReader(`1700000000.000000 [0 10.0.0.1:5] "MGET" "a" "b" "c" "d"`+"\n"), trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var block trace.Block
	if err := in.Next(&block); err != nil {
		t.Fatal(err)
	}
	block.Size = []int64{400}
	for name, want := range map[string][]uint32{"server": {100, 100, 100, 100}, "valkey-go": {100, 100, 100, 100}, "none": {400}} {
		b := NewBuilder(profile(t, name))
		b.Keep(Extras{Bytes: true})
		if err := b.Add(&block); err != nil {
			t.Fatal(err)
		}
		ev, _ := b.Events()
		var got []uint32
		for i := range ev.Len() {
			got = append(got, ev.Weight(i))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d", name, got, want)
		}
	}
}
