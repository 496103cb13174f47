package curve

import "math"

// step is the ratio of two sizes of a ladder that follow each other.
const step = 1.0125

// Ladder gives the sizes at which a curve is worth telling: all small ones,
// then each a little larger than the last, up to the first that holds all there
// is; about a thousand for some millions of commands. They are the same sizes
// for every curve, so that curves can be added.
func (c Curve) Ladder() []int {
	var sizes []int
	for size := 1; ; size = max(size+1, int(math.Round(float64(size)*step))) {
		sizes = append(sizes, size)
		if size >= c.Max() {
			return sizes
		}
	}
}
