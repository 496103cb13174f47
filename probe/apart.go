package probe

import (
	"cmp"
	"strconv"
)

// Apart shows a figure that is beyond a bound: with so many digits behind the
// point, or as many more as it takes to show it beyond that bound.
func Apart(figure, bound float64, digits int) string {
	text := strconv.FormatFloat(figure, 'f', digits, 64)
	if shown, _ := strconv.ParseFloat(text, 64); cmp.Compare(shown, bound) != cmp.Compare(figure, bound) {
		return Apart(figure, bound, digits+1)
	}
	return text
}
