package sim

import "math"

// climber is Caffeine's hill climber. After every ten lookups for each entry
// of the cache it looks at the hit ratio since the last time: it goes on in the
// same direction where that has become better, and turns round where worse. Its
// steps shrink, until the hit ratio changes by a twentieth.
type climber struct {
	size         int
	hits, misses int
	before       float64 // the hit ratio of the last sample
	step         float64 // the next step, in entries
}

func newClimber(size int) climber { return climber{size: size, step: -0.0625 * float64(size)} }

// climb takes note of a lookup and says by how much the window is to grow.
func (c *climber) climb(hit bool) int {
	if hit {
		c.hits++
	} else {
		c.misses++
	}
	if c.hits+c.misses < 10*c.size {
		return 0
	}
	ratio := float64(c.hits) / float64(c.hits+c.misses)
	change := ratio - c.before
	amount := c.step
	if change < 0 {
		amount = -amount
	}
	c.step = 0.98 * amount
	if math.Abs(change) >= 0.05 {
		c.step = math.Copysign(0.0625*float64(c.size), amount)
	}
	c.hits, c.misses, c.before = 0, 0, ratio
	return int(amount)
}
