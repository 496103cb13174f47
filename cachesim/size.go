package cachesim

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is a capacity: a number of entries, a share of the distinct commands of
// a trace, or bytes. One of them is not 0.
type Size struct {
	Entries int
	Share   float64 // above 0 and at most 1
	Bytes   int
}

// maxSize is the largest capacity in entries, maxBytes in bytes.
const (
	maxSize  = 1<<31 - 1
	maxBytes = 1 << 50
)

// ParseSize reads a number of entries (10000, 10k, 1m), a share of the distinct
// commands (10%), or bytes (64mb, by powers of two).
func ParseSize(word string) (Size, error) {
	if digits, ok := strings.CutSuffix(word, "%"); ok {
		percent, err := strconv.ParseFloat(digits, 64)
		if err != nil || !(percent > 0 && percent <= 100) {
			return Size{}, fmt.Errorf("%s: a share of the distinct commands, above 0%% and up to 100%%", word)
		}
		return Size{Share: percent / 100}, nil
	}
	for i, suffix := range []string{"kb", "mb", "gb"} {
		if digits, ok := strings.CutSuffix(strings.ToLower(word), suffix); ok {
			shift := 10 * (i + 1)
			n, err := strconv.ParseInt(digits, 10, 64)
			if err != nil || n < 1 || n > maxBytes>>shift {
				return Size{}, fmt.Errorf("%s: bytes, such as 512kb, 64mb or 2gb", word)
			}
			return Size{Bytes: int(n << shift)}, nil
		}
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
		return Size{}, fmt.Errorf("%s: a number of entries from 1 to %d, such as 10000 or 10k, a share of the distinct commands, such as 10%%, or bytes, such as 64mb", word, maxSize)
	}
	return Size{Entries: int(n) * factor}, nil
}

// InBytes says whether the sizes are bytes; it errs where some are and others
// are not.
func InBytes(sizes []Size) (bool, error) {
	bytes := 0
	for _, s := range sizes {
		if s.Bytes > 0 {
			bytes++
		}
	}
	if bytes > 0 && bytes < len(sizes) {
		return false, errors.New("sizes in bytes and in entries: compare them in two runs")
	}
	return bytes > 0, nil
}

// Sizes gives capacities for this trace, in entries or in bytes, each once.
func (t *Trace) Sizes(sizes []Size) []int {
	var entries []int
	given := map[int]bool{}
	for _, s := range sizes {
		n := max(s.Entries, s.Bytes)
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
