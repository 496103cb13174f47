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

// bundled is marked for steady caches, whose lookups come in bundles.
type bundled struct {
	marked
	bundle
}

func newBundled(c *caches) bundled {
	c.together = bundleLen
	return bundled{marked: newMarked(c)}
}

// look opens a bundle; what it looks up counts as held by all lanes.
func (b *bundled) look(ids []uint32) {
	b.open(ids)
	for i, id := range ids {
		e := &b.entries[id]
		b.see(i, e.in, b.all)
		e.in = b.all
	}
}

// fill stores what misses in a lane while there is room, and gives what still misses.
func (b *bundled) fill(lane int, q *strip) (missing uint64) {
	missing = b.absent(lane)
	for ; missing != 0 && b.room[lane] > 0; missing &= missing - 1 {
		q.push(b.ids[first(missing)])
		b.room[lane]--
	}
	return missing
}

// note notes the hits that are still pending.
func (b *bundled) note() {
	for i, id := range b.ids[:b.n] {
		b.entries[id].hit |= b.hits[i]
	}
	b.tally(&b.misses)
}

// spared is spare without branches, which gives 1 for true.
func (b *bundled) spared(lane int, id uint32) uint64 {
	e := &b.entries[id]
	lane &= Lanes - 1
	hit := e.hit >> lane & 1
	*e = mark{in: e.in &^ ((hit ^ 1) << lane), hit: e.hit &^ (hit << lane)}
	return uint64(hit)
}

// recall corrects what lookup i did to an entry that is looked up in this bundle: it
// was spared, which is 1 then, or else was taken out. Those that miss are given again,
// with the one that will miss what was taken out.
func (b *bundled) recall(lane int, id uint32, i int, spared, missing uint64) (corrected, missed uint64) {
	hits, next := b.settle(lane, id, i)
	switch {
	case spared == 1:
	case hits > 0:
		b.entries[id].in |= only(lane)
		spared = 1
	case next >= 0:
		b.entries[id].in |= only(lane)
		missing |= b.lose(lane, next)
	}
	return spared, missing
}

func (b *bundled) remove(uint32, set) {}
