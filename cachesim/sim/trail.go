package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// trail is a FIFO of commands that remembers those it let go, until they are
// too many. It is a range of slots, cut in two: an entry that leaves at the
// front is remembered where it is, so that nothing is written down. A command's
// slot says all; slots are never used twice, and 0 is none.
type trail struct {
	ring             []uint32 // a power of two; holes are none
	end, front, back uint32   // slots: remembered from end, inside from front, up to back
	holes            [2]uint32
	places           places
}

// The parts of a trail.
const (
	insidePart = iota
	rememberedPart
)

// trails are one trail for each lane.
type trails [Lanes]trail

func newTrails(p []places) *trails {
	r := new(trails)
	for i := range p {
		r[i] = trail{places: p[i], end: 1, front: 1, back: 1}
	}
	return r
}

// forget forgets a command in all lanes.
func (r *trails) forget(id uint32) {
	for i := range r {
		if r[i].ring != nil {
			r[i].recall(id)
		}
	}
}

func (r *trail) len() int        { return int(r.back - r.front - r.holes[insidePart]) }
func (r *trail) remembered() int { return int(r.front - r.end - r.holes[rememberedPart]) }

func (r *trail) at(slot uint32) *uint32 { return &r.ring[slot&uint32(len(r.ring)-1)] }

// push puts a command at the back; it must not be remembered.
func (r *trail) push(id uint32) {
	if int(r.back-r.end) == len(r.ring) {
		r.makeRoom()
	}
	*r.at(r.back) = id
	*r.places.of(id) = r.back
	r.back++
}

// let takes the oldest command, which there must be; it is remembered.
func (r *trail) let() uint32 {
	for {
		id := *r.at(r.front)
		r.front++
		if id != none {
			return id
		}
		r.holes[insidePart]--
		r.holes[rememberedPart]++
	}
}

// soon is about what let gives some calls later, see queue.
func (r *trail) soon() []uint32 {
	if r.front%later != 0 {
		return nil
	}
	return eightLater(r.ring, r.front)
}

// forgetNewest forgets the command that was let go last.
func (r *trail) forgetNewest() {
	at := r.at(r.front - 1)
	*r.places.of(*at) = 0
	*at = none
	r.holes[rememberedPart]++
}

// forgetOldest forgets the command remembered for longest; there must be one.
func (r *trail) forgetOldest() {
	for {
		id := *r.at(r.end)
		r.end++
		if id != none {
			return
		}
		r.holes[rememberedPart]--
	}
}

// recall forgets a command and says whether it was remembered.
func (r *trail) recall(id uint32) bool {
	slot := r.places.of(id)
	return *slot-r.end < r.front-r.end && r.cut(slot, rememberedPart)
}

// remove takes a command out that is inside, and says whether it was.
func (r *trail) remove(id uint32) bool {
	slot := r.places.of(id)
	return *slot-r.front < r.back-r.front && r.cut(slot, insidePart)
}

// cut makes a hole.
func (r *trail) cut(slot *uint32, part int) bool {
	*r.at(*slot) = none
	*slot = 0
	r.holes[part]++
	return true
}

// makeRoom gives a full ring's commands new slots without holes, and doubles it
// where these were few.
func (r *trail) makeRoom() {
	old := *r
	size := max(4, len(old.ring))
	if 2*(r.len()+r.remembered()) >= size || len(old.ring) == 0 {
		size *= 2
	}
	*r = trail{ring: memory.Make[uint32](size), places: old.places, end: old.back, front: old.back, back: old.back}
	for slot := old.end; slot != old.back; slot++ {
		if slot == old.front {
			r.front = r.back
		}
		if id := *old.at(slot); id != none {
			r.push(id)
		}
	}
	if old.front == old.back {
		r.front = r.back
	}
}
