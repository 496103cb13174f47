package intern

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

func TestID(t *testing.T) {
	t.Parallel()
	table, want := New(), map[string]uint32{}
	for i := range 300_000 {
		s := fmt.Sprintf("key:%d", i*7919%100_000)
		if i%3 == 0 {
			s += string(bytes.Repeat([]byte{byte(i % 5)}, i%40)) // trailing zeros must count
		}
		id, fresh := table.ID([]byte(s))
		known, ok := want[s]
		if !ok {
			known = uint32(len(want))
			want[s] = known
		}
		if id != known || fresh == ok {
			t.Fatalf("%q is %d (fresh %v), want %d", s, id, fresh, known)
		}
	}
	if table.Len() != len(want) {
		t.Errorf("Len %d, want %d", table.Len(), len(want))
	}
}

// TestSumAvalanche flips every bit of a key and wants each bit of the tag to
// change about half the time.
func TestSumAvalanche(t *testing.T) {
	t.Parallel()
	h := newHasher(1, 2)
	for _, length := range []int{1, 3, 7, 8, 12, 16, 17, 33} {
		var changed [96]int
		n := 0
		for seed := range 300 {
			s := make([]byte, length)
			for i := range s {
				s[i] = byte(seed*31 + i*17 + seed*i)
			}
			h0, l0 := h.sum(s)
			for bit := range 8 * length {
				s[bit/8] ^= 1 << (bit % 8)
				h1, l1 := h.sum(s)
				s[bit/8] ^= 1 << (bit % 8)
				for b := range 64 {
					changed[b] += int((h0 ^ h1) >> b & 1)
				}
				for b := range 32 {
					changed[64+b] += int((l0 ^ l1) >> b & 1)
				}
				n++
			}
		}
		for b, c := range changed {
			if share := float64(c) / float64(n); share < 0.4 || share > 0.6 {
				t.Fatalf("length %d: bit %d changes in %.2f of the flips", length, b, share)
			}
		}
	}
}

func TestSumSeeds(t *testing.T) {
	t.Parallel()
	h1, l1 := newHasher(1, 2).sum([]byte("key"))
	h2, l2 := newHasher(1, 3).sum([]byte("key"))
	if h1 == h2 || l1 == l2 {
		t.Error("the seed does not matter")
	}
}

func BenchmarkID(b *testing.B) {
	keys := make([][]byte, 1<<20)
	for i := range keys {
		keys[i] = fmt.Appendf(nil, "key:%d", i*i%200_003)
	}
	table := New()
	b.ResetTimer()
	for i := range b.N {
		table.ID(keys[i&(1<<20-1)])
	}
}

// TestIDs wants what ID gives one by one.
func TestIDs(t *testing.T) {
	t.Parallel()
	one, many := New(), New()
	var tags []Tag
	var want []uint32
	for i := range 50_000 {
		s := []byte(fmt.Sprint("key:", i*i%30_011))
		id, _ := one.ID(s)
		want = append(want, id)
		tags = append(tags, many.Tag(s))
	}
	if got := many.IDs(nil, tags); !slices.Equal(got, want) || many.Len() != one.Len() {
		t.Errorf("%d distinct at once, %d one by one", many.Len(), one.Len())
	}
}

// TestWords wants the bytes of every length, followed by zeros, and the two
// hashes to agree.
func TestWords(t *testing.T) {
	t.Parallel()
	text := []byte("\xff\x01\x80abcdefghijklmnopqrstuvwxyz")
	h := newHasher(1, 2)
	for n := range text {
		if high, _ := h.sum(text[:n]); h.high(text[:n]) != high {
			t.Errorf("of %d bytes the hash is %x, half of the tag %x", n, h.high(text[:n]), high)
		}
		if n > 16 {
			continue
		}
		var padded [16]byte
		copy(padded[:], text[:n])
		first, second := words(text[:n])
		if first != binary.LittleEndian.Uint64(padded[:]) || second != binary.LittleEndian.Uint64(padded[8:]) {
			t.Errorf("%d bytes are %x, %x, want %x", n, first, second, padded)
		}
	}
}
