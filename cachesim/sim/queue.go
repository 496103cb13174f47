package sim

// The queues of FIFO and LRU are ranges of the trace: an entry's place is the
// position of the event that put it there, the oldest entry is the first marked
// position at or after a tail, and eviction only moves the tail. Positions are
// event indexes plus first, which leaves two marks for commands without one.
const (
	never uint32 = iota // not seen before
	gone                // seen, and dropped
	first
)

// lane is one cache size: how much of the trace is inside.
type lane struct {
	Counts
	size uint64
	tail uint32 // positions before it are evicted
}

func newLanes(sizes []int) []lane {
	lanes := make([]lane, len(sizes))
	for i, size := range sizes {
		lanes[i] = lane{size: uint64(size), tail: first}
	}
	return lanes
}

// holds says whether the entry put at p is still inside.
func (l *lane) holds(p uint32) bool { return p >= l.tail }

// admit makes room for one entry and counts it in. live marks the entries of
// this lane, those evicted before the tail perhaps included.
func (l *lane) admit(live bitmap) {
	if l.Entries < l.size {
		l.Entries++
		return
	}
	l.tail = live.next(l.tail) + 1
	l.Evictions++
}

// drop counts one entry out.
func (l *lane) drop() {
	l.Entries--
	l.Invalidations++
}

// absence says why a command last put at p, and not held, is missing. dropped
// says that a write took it out of this very lane.
func absence(p uint32, dropped bool) reason {
	switch {
	case dropped:
		return invalidated
	case p == never:
		return unseen
	}
	return evicted
}

func counts(lanes []lane, ev *Events) []Counts {
	out := make([]Counts, len(lanes))
	for i := range lanes {
		out[i] = lanes[i].Counts
		out[i].Requests = ev.Lookups()
	}
	return out
}
