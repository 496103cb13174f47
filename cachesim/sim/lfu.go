package sim

// lfu evicts what was hit least often since it was stored; of equals, what was
// looked up longest ago. The count is forgotten on eviction (in-cache LFU, as
// in valkey-py and libCacheSim).
//
// One queue for each count: a hit moves a command to the back of the next
// queue, so each is in order of last access and the victim is the front of the
// first queue that is not empty.
type lfu struct {
	next, prev []uint32 // by command, none at the ends
	count      []uint32
	queues     []span // by count
	least      uint32 // no queue below it has a command
}

// span is one queue: its oldest and its newest command.
type span struct{ front, back uint32 }

const none = ^uint32(0)

func newLFU(commands int, _ Config) order {
	return &lfu{
		next: make([]uint32, commands), prev: make([]uint32, commands),
		count: make([]uint32, commands), queues: []span{{none, none}},
	}
}

func (f *lfu) add(id uint32) {
	f.count[id] = 0
	f.least = 0
	f.push(id)
}

func (f *lfu) hit(id uint32) {
	f.remove(id)
	if n := f.count[id]; f.least == n && f.queues[n].front == none {
		f.least++
	}
	f.count[id]++
	f.push(id)
}

// victim scans only after removals that were not evictions.
func (f *lfu) victim() uint32 {
	for f.queues[f.least].front == none {
		f.least++
	}
	return f.queues[f.least].front
}

func (f *lfu) reset() {
	for i := range f.queues {
		f.queues[i] = span{none, none}
	}
	f.queues = f.queues[:1]
}

// push puts a command at the back of its count's queue.
func (f *lfu) push(id uint32) {
	n := f.count[id]
	if int(n) == len(f.queues) {
		f.queues = append(f.queues, span{none, none})
	}
	q := &f.queues[n]
	f.prev[id], f.next[id] = q.back, none
	if q.back == none {
		q.front = id
	} else {
		f.next[q.back] = id
	}
	q.back = id
}

func (f *lfu) remove(id uint32) {
	q := &f.queues[f.count[id]]
	before, after := f.prev[id], f.next[id]
	if before == none {
		q.front = after
	} else {
		f.next[before] = after
	}
	if after == none {
		q.back = before
	} else {
		f.prev[after] = before
	}
}
