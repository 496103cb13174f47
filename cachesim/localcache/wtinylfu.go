package localcache

// wTinyLFU is W-TinyLFU: Einziger, Friedman and Manes, "TinyLFU: a highly
// efficient cache admission policy" (ACM Transactions on Storage, 2017). An LRU
// window of a hundredth takes what is new. What leaves it is on probation, as
// the candidate for the place of whom the main region would evict next: whoever
// was asked for more often, by a sketch of all lookups, stays. A hit on
// probation leads to the protected four fifths of the main region.
//
// The window does not adapt; the sketch ages as Caffeine's does.
type wTinyLFU struct {
	queues    [3]weighed
	window    int64 // what the window may weigh
	protected int64
	contender *entry // on probation, come from the window to make room
	entries   int
	seed      uint64
	sketch    sketch
}

const (
	window = iota
	probation
	protected
)

func newWTinyLFU(o Options) *wTinyLFU {
	w := max(1, o.capacity()/100)
	return &wTinyLFU{window: w, protected: (o.capacity() - w) / 5 * 4, seed: o.Seed}
}

// arrive makes room in the window.
func (w *wTinyLFU) arrive(e *entry) {
	w.contender = nil
	for !w.queues[window].empty() && w.queues[window].weight+e.weight > w.window {
		w.contender = w.queues[window].popFront()
		w.push(probation, w.contender)
	}
}

func (w *wTinyLFU) add(e *entry) {
	w.entries++
	w.sketch.grow(w.entries)
	e.count = hash(w.seed, e.command)
	w.sketch.add(e.count)
	w.push(window, e)
}

func (w *wTinyLFU) hit(e *entry) {
	w.sketch.add(e.count)
	to := e.queue
	if to == probation {
		to = protected
	}
	w.queues[e.queue].remove(e)
	w.push(to, e)
	for w.queues[protected].weight > w.protected && w.queues[protected].list.front() != e {
		w.push(probation, w.queues[protected].popFront())
	}
}

func (w *wTinyLFU) evict() *entry {
	e := w.loser()
	w.remove(e)
	return e
}

// loser is whom the main region would evict next, unless the contender was
// asked for no more often.
func (w *wTinyLFU) loser() *entry {
	for _, queue := range [...]uint8{probation, protected, window} {
		next := w.queues[queue].list.front()
		if next == nil {
			continue
		}
		if c := w.contender; c != nil && w.sketch.estimate(c.count) <= w.sketch.estimate(next.count) {
			return c
		}
		return next
	}
	return nil
}

func (w *wTinyLFU) remove(e *entry) {
	if e == w.contender {
		w.contender = nil
	}
	w.entries--
	w.queues[e.queue].remove(e)
}

func (w *wTinyLFU) ghost(uint64, string) *entry { return nil }
func (w *wTinyLFU) forget(*entry)               {}

func (w *wTinyLFU) resize(e *entry, weight int64) { w.queues[e.queue].weight += weight - e.weight }

// reset keeps what was asked for often: that the data have changed does not
// change who asks.
func (w *wTinyLFU) reset() { w.queues, w.contender, w.entries = [3]weighed{}, nil, 0 }

func (w *wTinyLFU) push(queue uint8, e *entry) {
	e.queue = queue
	w.queues[queue].pushBack(e)
}
