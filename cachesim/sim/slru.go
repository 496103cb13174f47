package sim

// slru is the segmented LRU: Karedla, Love and Wherry, "Caching strategies to
// improve disk system performance" (1994), with any number of segments as in
// Huang et al., "An analysis of Facebook photo caching" (SOSP 2013, S4LRU). A
// hit moves an entry to the next segment; where that is too long, its least
// recent entry goes back to the segment below, as its newest. The lowest
// segment evicts.
//
// As in libCacheSim, what is new goes to the lowest segment that has room, so
// that the upper ones, too, fill up at once.
type slru struct {
	*members
	segments []lists // by lane
	limits   [][]int // by lane, then segment
}

// newSLRU makes a segmented LRU whose segments have these shares of the size,
// in percent, the lowest first; it gets what is lost by rounding, too.
func newSLRU(shares ...int) func(c *members, _ Config) steps {
	return func(c *members, _ Config) steps {
		s := &slru{members: c, segments: c.newLists(len(shares))[0]}
		for _, l := range c.lanes {
			limits := make([]int, len(shares))
			limits[0] = int(l.size)
			for i := 1; i < len(shares); i++ {
				limits[i] = int(l.size) * shares[i] / 100
				limits[0] -= limits[i]
			}
			s.limits = append(s.limits, limits)
		}
		return s
	}
}

func (r *slru) access(id uint32, held set, _ int) {
	for s := held; s != 0; s &= s - 1 {
		r.promote(s.first(), id)
	}
}

func (r *slru) promote(lane int, id uint32) {
	segments, limits := &r.segments[lane], r.limits[lane]
	to := min(segments.list(id)+1, len(limits)-1)
	segments.move(to, id)
	for ; to > 0 && segments.length[to] > limits[to]; to-- {
		segments.move(to-1, segments.oldest(to))
	}
}

func (r *slru) evict(lane int, _ uint32) {
	segments := &r.segments[lane]
	low := 0
	for segments.length[low] == 0 {
		low++
	}
	id := segments.oldest(low)
	segments.take(id)
	r.out(lane, id)
}

func (r *slru) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		segments, limits := &r.segments[s.first()], r.limits[s.first()]
		low := 0
		for low < len(limits) && segments.length[low] >= limits[low] {
			low++
		}
		segments.put(low%len(limits), id)
	}
}

func (r *slru) leave(lane int, id uint32) { r.segments[lane].take(id) }
