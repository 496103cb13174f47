package sim

import (
	"slices"
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

// TestLadder holds the rungs of a lane to slices of places, which may lie far
// apart.
func TestLadder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const lane, rungs = 5, 3
		l := newLadder(&Events{ids: make([]uint32, 30*100)})
		var want [rungs + 1][]uint32
		place := uint32(0)
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			place += rapid.Uint32Range(1, 100).Draw(t, "gap")
			rung := rapid.IntRange(1, rungs).Draw(t, "rung")
			if rapid.Bool().Draw(t, "take") {
				if got := l.take(rung, lane, place); got != (len(want[rung]) > 0) {
					t.Fatalf("take of rung %d before %d: %v, there are %v", rung, place, got, want[rung])
				}
				want[rung] = want[rung][min(1, len(want[rung])):]
			} else {
				l.places[place] = nibbles(rung) << (4 * lane)
				want[rung] = append(want[rung], place)
			}
			for at, rungs := range l.places[:place+1] {
				inside := rungs != 0 && slices.Contains(want[rungs>>(4*lane)], uint32(at))
				if got := l.have(uint32(at), rungs); got.has(lane) != inside || got&^only(lane) != 0 {
					t.Fatalf("at %d on rung %d: %08b, want %v", at, rungs>>(4*lane), got, inside)
				}
			}
		}
	})
}
