package client

import (
	"encoding/binary"

	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// addKeyed takes the requests of a block whose requests are keys.
func (b *Builder) addKeyed(block *trace.Block) error {
	b.bare = b.connections.count <= 1 && len(block.DB) == 0
	if !b.listed {
		b.list()
	}
	for i := range block.Len() {
		if err := b.tick(block, i); err != nil {
			return err
		}
		b.connections.pick(block.Client(i))
		b.weigh(block, i)
		b.keyed(block, i)
		if err := b.takeMany(); err != nil {
			return err
		}
	}
	return b.take()
}

// keyed decides what one request of a key does.
func (b *Builder) keyed(block *trace.Block, i int) {
	op := block.OpOf(i)
	if b.profile.Server {
		b.serveKey(block, i, op)
		return
	}
	from := len(b.named)
	b.named = append(b.named, block.Key(i))
	switch {
	case op == trace.Flush:
		b.sum.Writes++
		b.lifetimes.flush(everyDB)
		b.plan(sim.OpFlush, nil, from)
	case op != trace.Read:
		b.sum.Writes++
		b.plan(sim.OpDrop, nil, from)
		b.renewKeyed(block, i, op, b.named[from])
	case !b.cachedByName(block.Command(i)):
		b.sum.Bypassed++
		b.sum.Uncached++
	default:
		b.sum.Reads++
		b.spellKey(block, i)
		b.plan(sim.OpLookup, block.Command(i), from)
		b.renewKeyed(block, i, op, b.named[from])
	}
}

// cachedByName says whether a command is looked up; a trace that names none
// holds nothing else.
func (b *Builder) cachedByName(name []byte) bool {
	if name == nil {
		return true
	}
	_, cached, _ := b.command([][]byte{name})
	return cached
}

// spellKey makes the text of a key, or of what is known of a command: database,
// name and key.
func (b *Builder) spellKey(block *trace.Block, i int) {
	b.text = b.begin()
	if len(block.DB) > 0 {
		b.text = append(binary.AppendUvarint(b.text, uint64(uint32(block.DB[i]))), block.Command(i)...)
		b.text = append(b.text, 0)
	}
	b.text = append(b.text, block.Key(i)...)
}
