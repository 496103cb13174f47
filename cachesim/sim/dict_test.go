package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestDict holds the server's table to slices.
func TestDict(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		d, want := newDict(64, seed), newNaiveDict(seed)
		inside := map[uint32]bool{}
		for i := range uint32(40) { // then most buckets are empty
			d.add(i)
			want.add(i)
			if i%8 > 0 {
				d.remove(i)
				want.remove(i)
				continue
			}
			inside[i] = true
		}
		for _, n := range rapid.SliceOfN(rapid.Uint32Range(0, 199), 0, 400).Draw(t, "steps") {
			id := n % 64
			switch {
			case n >= 192 && len(inside) > 0:
				if got, naive := d.any(), want.any(); got != naive || !inside[got] {
					t.Fatalf("any %d, want %d", got, naive)
				}
			case n >= 128:
				out := make([]uint32, n%11)
				got, naive := out[:d.some(out)], want.some(len(out))
				if !slices.Equal(got, naive) {
					t.Fatalf("some %v, want %v", got, naive)
				}
			case inside[id]:
				d.remove(id)
				want.remove(id)
				delete(inside, id)
			default:
				d.add(id)
				want.add(id)
				inside[id] = true
			}
		}
	})
}
