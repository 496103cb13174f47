package cachesim

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is a capacity: a number of entries, or a share of the distinct commands
// of a trace.
type Size struct {
	Entries int     // 0 where Share says it
	Share   float64 // above 0 and at most 1
}

// maxSize is the largest capacity in entries.
const maxSize = 1<<31 - 1

// ParseSize reads a number of entries (10000, 10k, 1m) or a share of the
// distinct commands (10%).
func ParseSize(word string) (Size, error) {
	if digits, ok := strings.CutSuffix(word, "%"); ok {
		percent, err := strconv.ParseFloat(digits, 64)
		if err != nil || !(percent > 0 && percent <= 100) {
			return Size{}, fmt.Errorf("%s: a share of the distinct commands, above 0%% and up to 100%%", word)
		}
		return Size{Share: percent / 100}, nil
	}
	digits, factor := strings.ToLower(word), 1
	switch {
	case strings.HasSuffix(digits, "k"):
		digits, factor = digits[:len(digits)-1], 1_000
	case strings.HasSuffix(digits, "m"):
		digits, factor = digits[:len(digits)-1], 1_000_000
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || n < 1 || n > int64(maxSize/factor) {
		return Size{}, fmt.Errorf("%s: a number of entries from 1 to %d, such as 10000 or 10k, or a share of the distinct commands, such as 10%%", word, maxSize)
	}
	return Size{Entries: int(n) * factor}, nil
}

// Sizes gives capacities in entries for this trace, each once.
func (t *Trace) Sizes(sizes []Size) []int {
	var entries []int
	given := map[int]bool{}
	for _, s := range sizes {
		n := s.Entries
		if n == 0 {
			n = max(1, int(math.Round(s.Share*float64(t.Unique)*float64(t.Parts))))
		}
		if !given[n] {
			entries = append(entries, n)
		}
		given[n] = true
	}
	return entries
}

// OneHitWonders is how many commands were looked up only once; of a sample, an
// estimate. A cache can gain nothing from them.
func (t *Trace) OneHitWonders() uint64 {
	return uint64(math.Round(float64(t.events.OneHitWonders()) / t.Rate))
}
