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
	entries     []s3Entry // by command
	small, main *queues
	tickets     *tickets // of the small queue; what they remember are the ghosts
	enough      int      // hits in the small queue for the main one
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
		if c.steady() {
			return newSteadyS3FIFO(c, enough)
		}
		small, main := newPairs(c.places())
		return &s3fifo{
			caches: c, entries: memory.Make[s3Entry](c.ev.Commands()), small: small, main: main,
			tickets: newTickets(c.ev.Commands(), len(c.lanes)), enough: enough,
		}
	}
}

func (q *s3fifo) held(id uint32) set { return q.entries[id].in }

func (q *s3fifo) prepare(_, near []uint32) {
	memory.FetchRows(q.entries, 1, near)
	q.tickets.fetch(near)
}

func (q *s3fifo) lookups(ids []uint32, _ int) {
	for _, id := range ids {
		e := &q.entries[id]
		e.hits.add(e.in)
		row := q.tickets.of(id)
		for s := q.miss(e.in); s != 0; s &= s - 1 {
			lane := s.first()
			tickets := &q.tickets.lanes[lane]
			remembered := tickets.remembers(row[lane])
			if remembered {
				tickets.recall(&row[lane])
			}
			if q.full(lane) {
				q.evict(lane)
			}
			if remembered {
				q.main[lane].push(id)
			} else {
				q.small[lane].push(id)
				row[lane] = tickets.draw()
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
	small, tickets := &q.small[lane], &q.tickets.lanes[lane]
	for small.len() > 0 {
		memory.FetchRows(q.entries, 1, small.soon())
		id := small.pop()
		e := &q.entries[id]
		n := e.hits.get(lane)
		e.hits.put(lane, 0)
		if n < q.enough {
			e.in &^= only(lane)
			tickets.let()
			if uint64(tickets.remembered()) > ghosts {
				tickets.forgetOldest()
			}
			return true
		}
		tickets.letGo()
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
	row := q.tickets.of(id)
	for s := lanes; s != 0; s &= s - 1 {
		if lane := s.first(); q.small[lane].remove(id) {
			q.tickets.lanes[lane].remove(&row[lane])
		} else {
			q.main[lane].remove(id)
		}
	}
}

func (q *s3fifo) forget(id uint32) { q.tickets.forget(id) }
