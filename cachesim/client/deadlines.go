package client

import (
	"math"
	"math/bits"

	"github.com/vkcheck/vkcheck/cachesim/intern"
)

// deadline is when a key may expire.
type deadline struct {
	due int64 // nanoseconds, not negative
	tag intern.Tag
	db  int32
}

// deadlines is a queue of deadlines, the earliest first. None is added that is
// earlier than one taken, so that it can be a radix heap (Ahuja, Mehlhorn, Orlin
// and Tarjan, "Faster algorithms for the shortest path problem", 1990): each
// waits in the bucket of the highest bit in which it differs from the last one
// taken, and goes on to lower buckets, in order, when the lowest that has any is
// dealt out.
type deadlines struct {
	buckets [64][]deadline
	least   [64]int64 // by bucket: its earliest
	last    int64     // taken
	soonest int64     // the earliest of all
	count   int
}

func newDeadlines() *deadlines {
	q := &deadlines{soonest: math.MaxInt64}
	for i := range q.least {
		q.least[i] = math.MaxInt64
	}
	return q
}

func (q *deadlines) push(d deadline) {
	i := bits.Len64(uint64(d.due ^ q.last))
	q.buckets[i] = append(q.buckets[i], d)
	q.least[i] = min(q.least[i], d.due)
	q.soonest = min(q.soonest, d.due)
	q.count++
}

// bucketKept is how long an empty bucket may be to be used again.
const bucketKept = 1 << 10

// empty empties a bucket and gives what was in it, valid until it is used again.
func (q *deadlines) empty(i int) []deadline {
	all := q.buckets[i]
	q.buckets[i], q.least[i] = all[:0], math.MaxInt64
	if cap(all) > bucketKept {
		q.buckets[i] = nil
	}
	q.count -= len(all)
	return all
}

// take gives the earliest deadlines, which are all of one time, if that is
// before now; valid until the next call.
func (q *deadlines) take(now int64) []deadline {
	if q.soonest >= now {
		return nil
	}
	i := q.lowest()
	if i > 0 {
		q.last = q.least[i]
		for _, d := range q.empty(i) {
			q.push(d)
		}
	}
	all := q.empty(0)
	q.soonest = math.MaxInt64
	if i := q.lowest(); i < len(q.buckets) {
		q.soonest = q.least[i]
	}
	return all
}

// lowest is the first bucket that has any.
func (q *deadlines) lowest() int {
	for i := range q.buckets {
		if len(q.buckets[i]) > 0 {
			return i
		}
	}
	return len(q.buckets)
}

// keep leaves out the deadlines that keep does not want.
func (q *deadlines) keep(keep func(d deadline) bool) {
	old := *q
	*q = *newDeadlines()
	q.last = old.last
	for _, bucket := range old.buckets {
		for _, d := range bucket {
			if keep(d) {
				q.push(d)
			}
		}
	}
}
