package sim

// s3fifo is S3-FIFO: Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you
// need for cache eviction" (SOSP 2023), as libCacheSim has it. A small queue of
// a tenth takes what is new; what was hit there often enough goes on to the
// main queue, the rest leaves, and its name is remembered in a ghost queue of
// nine tenths. What misses but is remembered goes to the main queue at once.
// The main queue spares what was hit, with a counter from 0 to 3.
//
// The small queue gives way until the main one is above its nine tenths. There
// is no smallest size: where a tenth is no entry, the small queue has at least
// what is new.
type s3fifo struct {
	*caches
	small, main, ghost []queue
	hits               counters
	ghosts             []set // by command: where it is remembered
	known              set   // where the command looked up now was remembered
	enough             int   // hits in the small queue for the main one
}

// newS3FIFO makes an S3-FIFO that wants so many hits in the small queue: two in
// the paper and in libCacheSim, one in Caffeine.
func newS3FIFO(enough int) func(c *caches, _ Config) order {
	return func(c *caches, _ Config) order {
		n := len(c.lanes)
		p := newPlaces(c.ev.Commands(), n) // a ghost leaves when it is hit
		q := &s3fifo{
			caches: c, small: newQueues(c.some(p), n), main: newQueues(c.some(p), n), ghost: newQueues(p, n),
			hits: make(counters, c.ev.Commands()), ghosts: make([]set, c.ev.Commands()), enough: enough,
		}
		return q
	}
}

func (q *s3fifo) access(id uint32, held set, _ int) {
	if held != 0 {
		q.hits.add(id, held)
	}
	q.known = q.ghosts[id]
	if q.known != 0 {
		q.forget(id)
	}
}

func (q *s3fifo) evict(lane int, _ uint32) {
	size := q.lanes[lane].size
	for {
		if q.small[lane].len() == 0 || uint64(q.main[lane].len()) > size-size/10 {
			q.evictMain(lane)
			return
		}
		if q.evictSmall(lane) {
			return
		}
	}
}

// evictSmall moves on what was hit enough until it finds one to evict.
func (q *s3fifo) evictSmall(lane int) bool {
	for q.small[lane].len() > 0 {
		id := q.small[lane].pop()
		if q.hits.get(id, lane) < q.enough {
			q.out(lane, id)
			q.remember(lane, id)
			return true
		}
		q.hits.put(id, lane, 0)
		q.main[lane].push(id)
	}
	return false
}

func (q *s3fifo) evictMain(lane int) {
	for {
		id := q.main[lane].pop()
		n := q.hits.get(id, lane)
		if n == 0 {
			q.out(lane, id)
			return
		}
		q.hits.put(id, lane, n-1)
		q.main[lane].push(id)
	}
}

func (q *s3fifo) remember(lane int, id uint32) {
	q.hits.put(id, lane, 0)
	q.ghost[lane].push(id)
	q.ghosts[id] |= only(lane)
	if size := q.lanes[lane].size; uint64(q.ghost[lane].len()) > size*9/10 {
		q.ghosts[q.ghost[lane].pop()] &^= only(lane)
	}
}

func (q *s3fifo) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		if i := s.first(); q.known.has(i) {
			q.main[i].push(id)
		} else {
			q.small[i].push(id)
		}
	}
}

func (q *s3fifo) remove(lane int, id uint32) {
	q.hits.put(id, lane, 0)
	if !q.small[lane].remove(id) {
		q.main[lane].remove(id)
	}
}

func (q *s3fifo) forget(id uint32) {
	for s := q.ghosts[id]; s != 0; s &= s - 1 {
		q.ghost[s.first()].remove(id)
	}
	q.ghosts[id] = 0
}
