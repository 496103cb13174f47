package client

import (
	"slices"

	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/internal/memory"
)

// pending knows, for each key, the commands that name it and have been looked
// up since they were last dropped: no others can be in any cache. So each
// lookup is paid for by one drop of each key at most, and a key written ten
// thousand times in a row costs nothing.
type pending struct {
	epoch   uint32   // flushes so far
	live    []uint32 // by command: the epoch it was entered in, plus one; 0 once dropped
	heads   []head   // by key
	nodes   []node
	recycle uint32 // the first unused node, plus one
	tracked tracked
}

// head begins a key's list of commands; it is void in another epoch.
type head struct{ node, epoch uint32 }

type node struct{ command, next uint32 } // next is plus one; 0 ends

// fetch has fetched what enter will look at.
func (p *pending) fetch(command uint32) { memory.Fetch(p.live, uint64(command)) }

// enter notes the lookup of a command and says whether it must be named under
// its keys.
func (p *pending) enter(command uint32) bool {
	p.live = extend(p.live, command)
	if p.live[command] == p.epoch+1 {
		return false
	}
	p.live[command] = p.epoch + 1
	return true
}

// readKey and writeKey are enter and drop where each key is the one command that
// names it, and there are no lists.
func (p *pending) readKey(id uint32) {
	if p.enter(id) {
		p.tracked.add()
	}
}

// writeKey says whether the command was entered, and drops it.
func (p *pending) writeKey(id uint32, why cause) bool {
	if int(id) >= len(p.live) || p.live[id] != p.epoch+1 {
		return false
	}
	p.live[id] = 0
	p.tracked.gone(why)
	return true
}

// enterAll enters so many keys.
func (p *pending) enterAll(n int) {
	for id := range n {
		p.readKey(uint32(id))
	}
}

// name puts a command into a key's list.
func (p *pending) name(key, command uint32) {
	p.heads = extend(p.heads, key)
	h := &p.heads[key]
	if h.epoch != p.epoch {
		*h = head{0, p.epoch}
	}
	if h.node != 0 && p.nodes[h.node-1].command == command {
		return // the key stands twice in the command
	}
	if h.node == 0 {
		p.tracked.add()
	}
	n := p.recycle
	if n == 0 {
		p.nodes = append(p.nodes, node{})
		n = uint32(len(p.nodes))
	} else {
		p.recycle = p.nodes[n-1].next
	}
	p.nodes[n-1] = node{command, h.node}
	h.node = n
}

// drop empties a key's list and appends the commands that it drops to ids.
func (p *pending) drop(ids []uint32, key uint32, why cause) []uint32 {
	if int(key) >= len(p.heads) || p.heads[key].epoch != p.epoch {
		return ids
	}
	if p.heads[key].node != 0 {
		p.tracked.gone(why)
	}
	for n := p.heads[key].node; n != 0; {
		next := p.nodes[n-1].next
		if id := p.nodes[n-1].command; p.live[id] == p.epoch+1 {
			p.live[id] = 0
			ids = append(ids, id)
		}
		p.nodes[n-1].next, p.recycle = p.recycle, n
		n = next
	}
	p.heads[key].node = 0
	return ids
}

// flush empties every list.
func (p *pending) flush() {
	p.epoch++
	p.nodes = p.nodes[:0]
	p.recycle = 0
	p.tracked.flushed()
}

// extend makes room for index i.
func extend[T any](s []T, i uint32) []T {
	for int(i) >= len(s) {
		var zero T
		s = append(s, zero)
	}
	return s
}

// names says whether a key's list has any command.
func (p *pending) names(key uint32) bool {
	return int(key) < len(p.heads) && p.heads[key].epoch == p.epoch && p.heads[key].node != 0
}

// keepCommands forgets the commands whose new number is gone, and takes the
// new ones of the others.
func (p *pending) keepCommands(renumbered []uint32) {
	lists := pending{epoch: p.epoch, heads: make([]head, len(p.heads))}
	for old, id := range renumbered {
		if id != intern.Gone && old < len(p.live) {
			lists.live = append(lists.live, p.live[old])
			if len(p.heads) == 0 && p.live[old] == p.epoch+1 {
				lists.tracked.add()
			}
		}
	}
	var list []uint32
	for key := range p.heads {
		if !p.names(uint32(key)) {
			continue
		}
		list = list[:0]
		for n := p.heads[key].node; n != 0; n = p.nodes[n-1].next {
			if id := renumbered[p.nodes[n-1].command]; id != intern.Gone {
				list = append(list, id)
			}
		}
		for _, id := range slices.Backward(list) {
			lists.name(uint32(key), id)
		}
	}
	lists.tracked = p.tracked.halved(lists.tracked.now)
	*p = lists
}

// keepKeys does the same for keys.
func (p *pending) keepKeys(renumbered []uint32) {
	n := 0
	for old, key := range renumbered {
		if key != intern.Gone {
			p.heads[key] = p.heads[old] // which is not before it
			n++
		}
	}
	p.heads = p.heads[:n]
}
