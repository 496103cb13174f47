package sim

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNibbles holds the numbers of all lanes to a slice.
func TestNibbles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, lanes, number := nibbles(rapid.Uint32().Draw(t, "numbers")), set(rapid.Uint8().Draw(t, "lanes")), nibbles(rapid.Uint32Range(0, 15).Draw(t, "number"))
		ones, of, are := lanes.ones(), n.of(lanes), n.are(number)
		for lane := range Lanes {
			digit := func(n nibbles) nibbles { return n >> (4 * lane) & 15 }
			want, one := nibbles(0), nibbles(0)
			if lanes.has(lane) {
				want, one = digit(n), 1
			}
			if digit(ones) != one || digit(of) != want || are.has(lane) != (digit(n) == number) {
				t.Fatalf("lane %d of %08x: %d, %d, %v", lane, n, digit(ones), digit(of), are.has(lane))
			}
		}
	})
}
