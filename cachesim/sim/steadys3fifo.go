package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// steadyS3FIFO is S3-FIFO for steady caches.
type steadyS3FIFO struct {
	*caches
	bundle
	entries []s3Entry // by command
	queues  [Lanes]s3Queues
	tickets *tickets // of the small queues; what they remember are the ghosts
	enough  int      // hits in the small queue for the main one
}

// s3Queues are the queues of one lane.
type s3Queues struct {
	small, main strip
	size        int
}

func newSteadyS3FIFO(c *caches, enough int) order {
	c.together = bundleLen
	q := &steadyS3FIFO{
		caches: c, entries: memory.Make[s3Entry](c.ev.Commands()),
		tickets: newTickets(c.ev.Commands(), len(c.lanes)), enough: enough,
	}
	for i, l := range c.lanes {
		most := int(min(l.size, uint64(c.ev.Commands())))
		q.queues[i] = s3Queues{newStrip(most), newStrip(most), int(l.size)}
	}
	return q
}

func (q *steadyS3FIFO) held(id uint32) set { return q.entries[id].in }

func (q *steadyS3FIFO) prepare(far, near []uint32) {
	memory.FetchRows(q.entries, 1, far)
	var others batch
	n := 0
	for _, id := range near {
		n = others.add(n, id, q.entries[id].in != q.all)
	}
	q.tickets.fetch(others[:n])
}

func (q *steadyS3FIFO) lookups(ids []uint32, _ int) {
	q.look(ids)
	q.prepareLane(0)
	q.prepareLane(1)
	for lane := range q.lanes {
		q.prepareLane(lane + 2)
		q.store(lane, q.absent(lane))
	}
	for i, id := range ids {
		q.entries[id].hits.add(q.hits[i&(bundleLen-1)])
	}
	q.tally(&q.misses)
}

// look opens a bundle; what it looks up counts as held by all lanes. The tickets
// have come from far away, and may have gone out of the nearest memory again.
func (q *steadyS3FIFO) look(ids []uint32) {
	q.open(ids)
	var others batch
	n := 0
	for i, id := range ids {
		e := &q.entries[id]
		q.see(i, e.in, q.all)
		n = others.add(n, id, e.in != q.all)
		e.in = q.all
	}
	q.tickets.fetch(others[:n])
}

// prepareLane has fetched what evict will look at soon.
func (q *steadyS3FIFO) prepareLane(lane int) {
	if lane < len(q.lanes) {
		memory.FetchRows(q.entries, 1, q.queues[lane].small.soon())
		memory.FetchRows(q.entries, 1, q.queues[lane].main.soon())
	}
}

// store stores what misses in a lane.
func (q *steadyS3FIFO) store(lane int, missing uint64) {
	queues, tickets := &q.queues[lane], &q.tickets.lanes[lane]
	for ; missing != 0; missing &= missing - 1 {
		i := first(missing)
		id := q.ids[i]
		number := q.tickets.at(id, lane)
		remembered := tickets.remembers(*number)
		if remembered {
			tickets.recall(number)
		}
		if q.room[lane] > 0 {
			q.room[lane]--
		} else {
			missing |= q.evict(lane, i)
		}
		if remembered {
			queues.main.push(id)
		} else {
			queues.small.push(id)
			*number = tickets.draw()
		}
	}
}

// evict makes room for lookup i, and gives the lookup that misses what leaves, as
// absent does.
func (q *steadyS3FIFO) evict(lane, i int) uint64 {
	queues, tickets := &q.queues[lane&(Lanes-1)], &q.tickets.lanes[lane&(Lanes-1)]
	if queues.main.len() <= queues.size-queues.size/10 {
		for queues.small.len() > 0 {
			id := queues.small.pop()
			e := &q.entries[id]
			n, again := e.hits.get(lane), -1
			e.hits.put(lane, 0)
			if q.mayHave(id) {
				n, again = q.pending(lane, id, i, n)
			}
			if n < q.enough {
				tickets.let()
				if tickets.remembered() > queues.size*9/10 {
					tickets.forgetOldest()
				}
				return q.out(lane, id, again)
			}
			tickets.letGo()
			queues.main.push(id)
		}
	}
	for {
		id := queues.main.pop()
		e := &q.entries[id]
		n, again := e.hits.get(lane), -1
		if q.mayHave(id) {
			n, again = q.pending(lane, id, i, n)
		}
		if n == 0 {
			return q.out(lane, id, again)
		}
		e.hits.put(lane, n-1)
		queues.main.push(id)
	}
}

// pending adds to the hits of a command in a lane those that are pending when
// lookup i comes, and gives the lookup that misses it if it leaves now, or -1.
func (q *steadyS3FIFO) pending(lane int, id uint32, i, n int) (hits, again int) {
	hits, again = q.settle(lane, id, i)
	return min(n+hits, 3), again
}

// out takes out what leaves.
func (q *steadyS3FIFO) out(lane int, id uint32, again int) (missing uint64) {
	if again >= 0 {
		return q.lose(lane, again)
	}
	q.entries[id].in &^= only(lane)
	return 0
}

func (q *steadyS3FIFO) remove(uint32, set) {}
func (q *steadyS3FIFO) forget(uint32)      {}
