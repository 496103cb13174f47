package client

import (
	"encoding/binary"
	"slices"

	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// lookups says that a block's requests are lookups of keys, and no more: none
// writes, or gives a lifetime.
func lookups(block *trace.Block) bool {
	return block.Keyed() && len(block.Op) == 0 && len(block.DB) == 0 && !slices.ContainsFunc(block.TTL, func(ttl int64) bool { return ttl > 0 })
}

// addKeyed takes the requests of a block whose requests are keys.
func (b *Builder) addKeyed(block *trace.Block) error {
	b.bare = b.connections.count <= 1
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

// plain says that a block's requests are lookups of keys that nothing else is to
// be known of.
func (b *Builder) plain(block *trace.Block) bool {
	return lookups(block) && b.connections.count <= 1 && b.extras == (Extras{})
}

// Prepare hashes the keys of a block whose requests are lookups of keys and no
// more; of others, and for a sample, it gives nil. It may run while another
// goroutine adds the block before. tags is reused.
func (b *Builder) Prepare(block *trace.Block, tags []intern.Tag) []intern.Tag {
	if !b.plain(block) || b.sampling.chooses() {
		return nil
	}
	tags = slices.Grow(tags[:0], block.Len())
	for i := range block.Len() {
		tags = append(tags, b.commands.Tag(block.Key(i)))
	}
	return tags
}

// AddPrepared is Add for a block that Prepare gave tags for.
func (b *Builder) AddPrepared(block *trace.Block, tags []intern.Tag) error {
	if b.lifetimes.count > 0 {
		return b.Add(block)
	}
	b.times = b.times[:0]
	if len(block.Time) > 0 {
		for i := range tags {
			b.clock(block, i)
			b.times = append(b.times, b.last)
		}
	}
	b.sampler.lookups += uint64(len(tags))
	return b.addTags(block, tags)
}

// addSample takes what the sample has of a plain block. What it has not costs a
// hash alone.
func (b *Builder) addSample(block *trace.Block) error {
	b.tags, b.times = b.tags[:0], b.times[:0]
	timed := len(block.Time) > 0
	for i := range block.Len() {
		if timed {
			b.clock(block, i)
		}
		key := block.Key(i)
		if !b.sampler.takes(b.commands.Hash(key)) {
			continue
		}
		b.tags = append(b.tags, b.commands.Tag(key))
		if timed {
			b.times = append(b.times, b.last)
		}
	}
	return b.addTags(block, b.tags)
}

// addTags adds lookups, at b.times, from a block.
func (b *Builder) addTags(block *trace.Block, tags []intern.Tag) error {
	b.sum.Requests += uint64(block.Len())
	b.sum.Reads += uint64(block.Len())
	b.ids = b.commands.IDs(b.ids[:0], tags)
	if err := b.events.LookupAll(b.ids, b.times); err != nil {
		return err
	}
	return b.fit()
}

// keyed decides what one request of a key does.
func (b *Builder) keyed(block *trace.Block, i int) {
	op := trace.Read
	if len(block.Op) > 0 {
		op = block.Op[i]
	}
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
