package sim

import "github.com/vkcheck/vkcheck/internal/memory"

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
	entries []s3Entry // by command
	small   *trails   // the ghosts are behind it
	main    *queues
	enough  int // hits in the small queue for the main one
}

type s3Entry struct {
	in   set // the lanes that hold it
	hits counter
	_    set // four bytes are found faster than three
}

// newS3FIFO makes an S3-FIFO that wants so many hits in the small queue: two in
// the paper and in libCacheSim, one in Caffeine.
func newS3FIFO(enough int) func(c *caches, _ Config) order {
	return func(c *caches, _ Config) order {
		return &s3fifo{
			caches: c, entries: memory.Make[s3Entry](c.ev.Commands()),
			small: newTrails(c.newPlaces()), main: newQueues(c.places()), enough: enough,
		}
	}
}

func (q *s3fifo) held(id uint32) set { return q.entries[id].in }

func (q *s3fifo) prepare(_, near []uint32) { memory.FetchRows(q.entries, 1, near) }

func (q *s3fifo) lookups(ids []uint32, _ int) {
	for _, id := range ids {
		e := &q.entries[id]
		e.hits.add(e.in)
		for s := q.miss(e.in); s != 0; s &= s - 1 {
			lane := s.first()
			small := &q.small[lane]
			remembered := small.recall(id)
			if q.full(lane) {
				q.evict(lane)
			}
			if remembered {
				q.main[lane].push(id)
			} else {
				small.push(id)
			}
		}
		e.in = q.all
	}
}

func (q *s3fifo) evict(lane int) {
	size := q.lanes[lane].size
	for {
		if q.small[lane].len() == 0 || uint64(q.main[lane].len()) > size-size/10 {
			q.evictMain(lane)
			return
		}
		if q.evictSmall(lane, size*9/10) {
			return
		}
	}
}

// evictSmall moves on what was hit enough until it finds one to evict.
func (q *s3fifo) evictSmall(lane int, ghosts uint64) bool {
	small := &q.small[lane]
	for small.len() > 0 {
		memory.FetchRows(q.entries, 1, small.soon())
		id := small.let()
		e := &q.entries[id]
		n := e.hits.get(lane)
		if n != 0 {
			e.hits.put(lane, 0)
		}
		if n < q.enough {
			e.in &^= only(lane)
			if uint64(small.remembered()) > ghosts {
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
		memory.FetchRows(q.entries, 1, q.main[lane].soon())
		id := q.main[lane].pop()
		e := &q.entries[id]
		n := e.hits.get(lane)
		if n == 0 {
			e.in &^= only(lane)
			return
		}
		e.hits.put(lane, n-1)
		q.main[lane].push(id)
	}
}

func (q *s3fifo) remove(id uint32, lanes set) {
	e := &q.entries[id]
	e.in &^= lanes
	e.hits.low &^= lanes
	e.hits.high &^= lanes
	for s := lanes; s != 0; s &= s - 1 {
		if lane := s.first(); !q.small[lane].remove(id) {
			q.main[lane].remove(id)
		}
	}
}

func (q *s3fifo) forget(id uint32) { q.small.forget(id) }
