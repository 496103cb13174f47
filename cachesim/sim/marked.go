package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// marked is the part of an order that knows which lanes hold which commands, and
// where they were hit since they were stored or spared.
type marked struct {
	*caches
	entries []mark // by command
}

type mark struct{ in, hit set }

func newMarked(c *caches) marked { return marked{c, memory.Make[mark](c.ev.Commands())} }

func (m *marked) held(id uint32) set { return m.entries[id].in }

func (m *marked) prepare(_, near []uint32) { memory.FetchRows(m.entries, 1, near) }

// spare says whether an entry was hit, and forgets it. Else it takes the entry out,
// which is evicted for another that takes its room.
func (m *marked) spare(lane int, id uint32) bool {
	e := &m.entries[id]
	if e.hit.has(lane) {
		e.hit &^= only(lane)
		return true
	}
	e.in &^= only(lane)
	return false
}

// drop takes a command out of some lanes.
func (m *marked) drop(id uint32, lanes set) {
	e := &m.entries[id]
	e.in &^= lanes
	e.hit &^= lanes
}

func (m *marked) forget(uint32) {}
