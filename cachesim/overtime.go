package cachesim

import (
	"fmt"
	"sort"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// Interval is a stretch of a trace.
type Interval struct {
	Timed    bool    // whether the trace was divided by its times
	Seconds  float64 // when it begins, since the first request
	Requests uint64  // lookups
	Unique   uint64  // the working set: distinct commands looked up in it
	Hits     uint64
}

// MaxIntervals is how many intervals there may be: it keeps a slip of the pen from filling the memory.
const MaxIntervals = 100_000

// clock divides a trace.
type clock struct {
	trace  *Trace
	timed  bool
	starts []int // the first event of each interval; one more for the end
	from   []float64
	misses []uint64
}

// clock divides the trace by its times where it has them, else by its events.
func (t *Trace) clock(o DetailOptions) (*clock, error) {
	c := &clock{trace: t}
	n, span := o.Intervals, float64(t.To-t.From)
	width := span / float64(max(n, 1))
	timed := t.events.Timed() && span > 0
	if o.Every > 0 {
		if !timed {
			return nil, errNoTimes(t.Format)
		}
		width = float64(o.Every)
		if span/width >= MaxIntervals {
			return nil, fmt.Errorf("more than %d intervals", MaxIntervals)
		}
		n = int(span/width) + 1
	}
	if n == 0 {
		return c, nil
	}
	c.timed = timed
	times := t.lookupTimes(timed)
	for i := range n {
		if !timed {
			c.starts, c.from = append(c.starts, i*t.events.Len()/n), append(c.from, 0)
			continue
		}
		begin := float64(i) * width
		c.starts = append(c.starts, sort.Search(len(times), func(at int) bool { return float64(times[at]-t.From) >= begin }))
		c.from = append(c.from, begin/1e9)
	}
	c.starts, c.misses = append(c.starts, t.events.Len()), make([]uint64, n)
	return c, nil
}

// lookupTimes gives every event a time that does not go back: drops have none
// of their own.
func (t *Trace) lookupTimes(timed bool) []int64 {
	if !timed {
		return nil
	}
	times, last := make([]int64, t.events.Len()), t.From
	for i := range times {
		if op, _, at := t.events.At(i); op == sim.OpLookup {
			last = max(last, at)
		}
		times[i] = last
	}
	return times
}

// missed counts a miss. Events come in order only for whoever replays them, so
// that the interval is looked up.
func (c *clock) missed(at int) {
	if len(c.misses) > 0 {
		c.misses[sort.SearchInts(c.starts, at+1)-1]++
	}
}

// intervals adds up lookups and working sets. Of a sample, it scales the misses as
// Run does.
func (c *clock) intervals() []Interval {
	t := c.trace
	if len(c.misses) == 0 {
		return nil
	}
	out := make([]Interval, len(c.misses))
	last := make([]int, t.events.Commands()) // by command: the last interval it was seen in, plus one
	for i := range out {
		for at := c.starts[i]; at < c.starts[i+1]; at++ {
			op, id, _ := t.events.At(at)
			if op != sim.OpLookup {
				continue
			}
			out[i].Requests++
			if last[id] != i+1 {
				last[id] = i + 1
				out[i].Unique++
			}
		}
		n := &out[i]
		n.Timed, n.Seconds = c.timed, c.from[i]
		n.Requests, n.Unique = whole(n.Requests, t.kept()), whole(n.Unique, t.Rate)
		n.Hits = n.Requests - min(n.Requests, whole(c.misses[i], t.Rate))
	}
	return out
}
