package sim

// tally counts how often which lanes have something happen to them: one count
// for all of them at the time, by their set, and taken apart in the end.
type tally [1 << Lanes]uint64

// of is how often it happened to a lane.
func (t *tally) of(lane int) (n uint64) {
	for s, times := range t {
		if set(s).has(lane) {
			n += times
		}
	}
	return n
}

// miss counts a lookup that some lanes answer, and gives the others.
func (c *caches) miss(held set) (missing set) {
	missing = c.all &^ held
	c.misses[missing]++
	c.missing = missing
	return missing
}
