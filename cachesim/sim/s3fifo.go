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
	small  []trail // by lane; the ghosts are behind it
	main   []queue // by lane
	hits   counters
	known  set // where the command looked up now was remembered
	enough int // hits in the small queue for the main one
}

// newS3FIFO makes an S3-FIFO that wants so many hits in the small queue: two in
// the paper and in libCacheSim, one in Caffeine.
func newS3FIFO(enough int) func(c *caches, _ Config) order {
	return func(c *caches, _ Config) order {
		n := len(c.lanes)
		return &s3fifo{
			caches: c, small: newTrails(newPlaces(c.ev.Commands(), n)), main: newQueues(c.places(), n),
			hits: make(counters, c.ev.Commands()), enough: enough,
		}
	}
}

func (q *s3fifo) prepare(ids []uint32) (read uint64) {
	slots := q.small[0].places
	for _, id := range ids {
		read += uint64(q.mask[id]) + uint64(q.hits[id].low) + uint64(*slots.of(id))
	}
	return read
}

func (q *s3fifo) access(id uint32, held set, _ int) {
	if held != 0 {
		q.hits.add(id, held)
	}
	q.known = 0
	for s := q.all &^ held; s != 0; s &= s - 1 {
		if q.small[s.first()].recall(id) {
			q.known |= only(s.first())
		}
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
	small := &q.small[lane]
	for small.len() > 0 {
		id := small.let()
		n := q.hits.get(id, lane)
		if n != 0 {
			q.hits.put(id, lane, 0)
		}
		if n < q.enough {
			q.out(lane, id)
			if uint64(small.remembered()) > q.lanes[lane].size*9/10 {
				small.forgetOldest()
			}
			return true
		}
		small.forgetNewest()
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
	for i := range q.small {
		q.small[i].recall(id)
	}
}
