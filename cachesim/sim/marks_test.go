package sim

import (
	"testing"

	"pgregory.net/rapid"
)

// TestMarks wants what the processor does for many places at once to be what Go
// does one by one.
func TestMarks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lane := rapid.IntRange(0, Lanes-1).Draw(t, "lane")
		sets := (*[64]set)(rapid.SliceOfN(rapid.Map(rapid.Uint8(), func(s uint8) set { return set(s) }), 64, 64).Draw(t, "sets"))
		if got, want := marked64(sets, lane), plainMarked64(sets, lane); got != want {
			t.Fatalf("lane %d: %064b, want %064b", lane, got, want)
		}
		some := rapid.SampledFrom([]nibbles{0, 1, 7, 0x80000000, 0x71234567, 0xffffffff, 0xf1f1f1f1})
		numbers := (*[32]nibbles)(rapid.SliceOfN(some, 32, 32).Draw(t, "numbers"))
		mask, value := nibbles(15)<<(4*lane), some.Draw(t, "value")
		if got, want := equal32(numbers, mask, value&mask), plainEqual32(numbers, mask, value&mask); got != want {
			t.Fatalf("lane %d: %032b, want %032b", lane, got, want)
		}
	})
}
