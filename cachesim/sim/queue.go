package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// none is no command.
const none = ^uint32(0)

// queue is a FIFO of commands in a ring. Given places, a command can also
// leave from the middle; its slot is a hole until it comes to the front or the
// ring is full.
//
// The zero queue is empty, grows as needed and has no places.
type queue struct {
	ring       []uint32
	mask       uint32 // the ring is a power of two; this is one less
	head, tail uint32 // slots, counted up for ever: those from tail to head are taken
	free       uint32 // the slots before it are known to be free
	holes      uint32
	places     *places // nil where nothing leaves from the middle
	second     uint32  // 1 for the second queue of a lane with these places
}

// queues are one queue for each lane.
type queues [Lanes]queue

// newQueues makes queues with places, or without where these are nil.
func newQueues(p []places) *queues {
	q := new(queues)
	for i := range p {
		q[i].places = &p[i]
	}
	return q
}

// newPairs makes two queues for each lane that share its places.
func newPairs(p []places) (first, second *queues) {
	first, second = newQueues(p), newQueues(p)
	for i := range second {
		second[i].second = 1
	}
	return first, second
}

// places knows the queues and slots of commands, for one lane: twice the slot, and
// 1 for the second queue.
type places struct {
	rows
	lane int
}

// newPlaces makes places for every lane; a command is in one queue of a lane at
// a time, so that two of a lane can share them.
func newPlaces(r rows, lanes int) []places {
	all := make([]places, lanes)
	for i := range all {
		all[i] = places{r, i}
	}
	return all
}

func (p *places) of(id uint32) *uint32 { return p.at(id, p.lane) }

// places gives an order places for its queues, none where nothing is removed.
func (c *caches) places() []places {
	if !c.removes() {
		return nil
	}
	return c.newPlaces()
}

func (c *caches) newPlaces() []places { return newPlaces(c.newRows(), len(c.lanes)) }

func (q *queue) len() int { return int(q.head - q.tail - q.holes) }

// push puts a command at the back.
func (q *queue) push(id uint32) {
	if q.head == q.free {
		q.expect(id)
	}
	q.ring[q.head&q.mask] = id
	q.head++
}

// expect makes room for a command that is about to come, finds out for how many
// more there is, and notes its place.
func (q *queue) expect(id uint32) {
	if int(q.head-q.tail) >= len(q.ring)-len(q.ring)/16 {
		q.makeRoom()
	}
	if q.places != nil {
		*q.places.of(id) = q.head<<1 | q.second
		q.free = q.head + 1
	} else {
		q.free = q.tail + uint32(len(q.ring))
	}
}

// pop takes the oldest command; there must be one.
func (q *queue) pop() uint32 {
	for {
		id := q.ring[q.tail&q.mask]
		q.tail++
		if id != none {
			return id
		}
		q.holes--
	}
}

// later is how many calls of pop are enough for memory to come.
const later = 16

// soon gives now and then the commands that pop will give some calls later, whose
// memory can be fetched till then, none among them; mostly it gives nothing.
func (q *queue) soon() []uint32 {
	if q.tail%later != 0 || len(q.ring) < 4*later {
		return nil
	}
	memory.Fetch(q.ring, uint64((q.tail+3*later)&q.mask))
	at := (q.tail + later) & q.mask
	return q.ring[at : at+later]
}

// remove takes a command from wherever it is, and says whether that is in this
// queue; it must be in a queue with these places. Nothing is read that would have
// to be waited for.
func (q *queue) remove(id uint32) bool {
	place := *q.places.of(id)
	if place&1 != q.second {
		return false
	}
	q.ring[place>>1&q.mask] = none
	q.holes++
	return true
}

// makeRoom closes the holes of a full ring, and doubles it where they are few.
func (q *queue) makeRoom() {
	old := *q
	size := max(4, len(old.ring))
	if 2*q.len() >= size || len(old.ring) == 0 {
		size *= 2
	}
	*q = queue{ring: memory.Make[uint32](size), mask: uint32(size - 1), places: old.places, second: old.second}
	for old.len() > 0 {
		q.push(old.pop())
	}
}
