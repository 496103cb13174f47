package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

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
			switch n := rapid.IntRange(0, 3).Draw(t, "take"); {
			case n == 0:
				if got := l.take(rung, lane, place); got != (len(want[rung]) > 0) {
					t.Fatalf("take of rung %d before %d: %v, there are %v", rung, place, got, want[rung])
				}
				want[rung] = want[rung][min(1, len(want[rung])):]
			case n == 1 && len(want[1]) > 0:
				n := rapid.IntRange(0, len(want[1])).Draw(t, "skip")
				if got := l.skip(lane, n, place); got != (n < len(want[1])) {
					t.Fatalf("skip %d before %d: %v, there are %v", n, place, got, want[1])
				} else if got {
					want[1] = want[1][n:]
				}
			default:
				l.places[place] = nibbles(rung) << (4 * lane)
				want[rung] = append(want[rung], place)
			}
			for at, rungs := range l.places[:place+1] {
				inside := rungs != 0 && slices.Contains(want[rungs.at(lane)], uint32(at))
				if got := l.have(uint32(at), rungs); got.lanes().has(lane) != inside || got.lanes()&^only(lane) != 0 {
					t.Fatalf("at %d on rung %d: %08x, want %v", at, rungs.at(lane), got, inside)
				}
			}
		}
	})
}
