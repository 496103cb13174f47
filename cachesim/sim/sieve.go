package sim

// sieve is SIEVE: Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is simpler than
// LRU" (NSDI 2024). A hand moves from the oldest entry to the newest and spares
// those that were hit, where they are; at the end it starts again at the
// oldest.
//
// What the hand has passed is one queue, what is before it another, where new
// entries come to the back; when the hand is at the end, the two change places.
type sieve struct {
	*caches
	ahead, passed []queue
	hit           []set // by command: where it was hit since it was stored or spared
}

func newSieve(c *caches, _ Config) order {
	p := c.places()
	return &sieve{c, newQueues(p, len(c.lanes)), newQueues(p, len(c.lanes)), make([]set, c.ev.Commands())}
}

func (v *sieve) prepare(ids []uint32) (read uint64) {
	for _, id := range ids {
		read += uint64(v.mask[id]) + uint64(v.hit[id])
	}
	return read
}

func (v *sieve) access(id uint32, held set, _ int) {
	if held&^v.hit[id] != 0 {
		v.hit[id] |= held
	}
}

func (v *sieve) evict(lane int, _ uint32) {
	for {
		id := v.ahead[lane].pop()
		spared := v.hit[id].has(lane)
		if spared {
			v.hit[id] &^= only(lane)
			v.passed[lane].push(id)
		}
		v.turn(lane)
		if !spared {
			v.out(lane, id)
			return
		}
	}
}

// turn starts the hand again where it is at the end.
func (v *sieve) turn(lane int) {
	if v.ahead[lane].len() == 0 {
		v.ahead[lane], v.passed[lane] = v.passed[lane], v.ahead[lane]
	}
}

func (v *sieve) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		v.ahead[s.first()].push(id)
	}
}

func (v *sieve) remove(lane int, id uint32) {
	v.hit[id] &^= only(lane)
	if !v.ahead[lane].remove(id) {
		v.passed[lane].remove(id)
	}
	v.turn(lane)
}
