package sim

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNibbles holds the numbers of all lanes to a slice.
func TestNibbles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, lanes := nibbles(rapid.Uint32().Draw(t, "numbers")), set(rapid.Uint8().Draw(t, "lanes"))
		ones, of, some, first := lanes.ones(), n.of(lanes), n.some().lanes(), n.first().lanes()
		for lane := range Lanes {
			digit := func(n nibbles) nibbles { return nibbles(n.at(lane)) }
			want, one := nibbles(0), nibbles(0)
			if lanes.has(lane) {
				want, one = digit(n), 1
			}
			if digit(ones) != one || digit(of) != want || some.has(lane) != (digit(n) > 0) || first.has(lane) != (digit(n) == 1) {
				t.Fatalf("lane %d of %08x: %d, %d, %v, %v", lane, n, digit(ones), digit(of), some.has(lane), first.has(lane))
			}
		}
	})
}

// TestSums adds what a bundle may.
func TestSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s sums
		var want [Lanes]int
		for _, lanes := range rapid.SliceOfN(rapid.Uint8(), 0, bundleLen).Draw(t, "lanes") {
			s.add(set(lanes).ones())
			for lane := range Lanes {
				want[lane] += int(lanes >> lane & 1)
			}
		}
		for lane := range Lanes {
			if got := s.of(lane); got != want[lane] {
				t.Fatalf("lane %d: %d, want %d", lane, got, want[lane])
			}
		}
	})
}
