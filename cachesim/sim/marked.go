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

// spare says whether an entry was hit, and forgets it.
func (m *marked) spare(lane int, id uint32) bool {
	e := &m.entries[id]
	hit := e.hit.has(lane)
	e.hit &^= only(lane)
	return hit
}

// displace takes an entry out that is evicted for another, which takes its room.
func (m *marked) displace(lane int, id uint32) { m.entries[id].in &^= only(lane) }

// drop takes a command out of some lanes.
func (m *marked) drop(id uint32, lanes set) {
	e := &m.entries[id]
	e.in &^= lanes
	e.hit &^= lanes
}

func (m *marked) forget(uint32) {}
