package probe

import "strconv"

// Apart shows a figure that is beyond a bound: with so many digits behind the
// point, or as many more as tell it from the bound.
func Apart(figure, bound float64, digits int) string {
	text := strconv.FormatFloat(figure, 'f', digits, 64)
	if shown, _ := strconv.ParseFloat(text, 64); shown == bound && figure != bound {
		return Apart(figure, bound, digits+1)
	}
	return text
}
