package client

import (
	"slices"

	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/internal/memory"
)

// plain says that a block's requests read and write keys, and that nothing else is
// to be known of them. Each key is the one command that names it then: one table
// has both, and many requests are numbered at once.
func (b *Builder) plain(block *trace.Block) bool {
	if !block.Keyed() || len(block.DB) > 0 || b.connections.count > 1 || b.extras != (Extras{}) {
		return false
	}
	return !b.expires() || len(block.Op) == 0 && !slices.ContainsFunc(block.TTL, func(ttl int64) bool { return ttl > 0 })
}

// Prepare hashes the keys of a plain block; of others, and for a sample, it gives
// nil. It may run while another goroutine adds the block before. tags is reused.
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

// list begins the lists of keys, which only expiry can need after plain blocks:
// until then each key was the one command that names it, and none was written.
func (b *Builder) list() {
	b.listed = true
	if b.profile.Server || b.pending.live != nil {
		return
	}
	b.keys = b.commands.Clone()
	for id := range uint32(b.commands.Len()) {
		b.pending.enter(id)
		b.pending.name(id, id)
	}
}

// AddPrepared is Add for a block that Prepare gave tags for.
func (b *Builder) AddPrepared(block *trace.Block, tags []intern.Tag) error {
	if b.listed {
		return b.Add(block)
	}
	b.times = b.times[:0]
	if len(block.Time) > 0 {
		for i := range tags {
			b.clock(block, i)
			b.times = append(b.times, b.last)
		}
	}
	b.sampler.lookups += b.countPlain(block)
	return b.addPlain(tags, block.Op)
}

// addSample takes what the sample has of a plain block. What it has not costs a
// hash alone.
func (b *Builder) addSample(block *trace.Block) error {
	b.bare = true
	b.countPlain(block)
	b.tags, b.times, b.ops = b.tags[:0], b.times[:0], b.ops[:0]
	timed := len(block.Time) > 0
	for i := range block.Len() {
		if timed {
			b.clock(block, i)
		}
		key, op := block.Key(i), block.OpOf(i)
		if op == trace.Read && !b.sampler.takes(b.commands.Hash(key), 0) {
			continue
		}
		tag := b.commands.Tag(key)
		if op != trace.Read && op != trace.Flush && !b.sampler.writes(tag) {
			continue
		}
		b.tags = append(b.tags, tag)
		if timed {
			b.times = append(b.times, b.last)
		}
		if len(block.Op) > 0 {
			b.ops = append(b.ops, op)
		}
	}
	return b.addPlain(b.tags, b.ops)
}

// countPlain counts the requests of a plain block, and gives how many of them read.
func (b *Builder) countPlain(block *trace.Block) (reads uint64) {
	requests := uint64(block.Len())
	reads = requests
	for _, op := range block.Op {
		if op != trace.Read {
			reads--
		}
	}
	for i, ttl := range block.TTL {
		if op := block.OpOf(i); ttl > 0 && op != trace.Delete && op != trace.Flush {
			b.lifetimes.sum.Given++
		}
	}
	b.sum.Requests += requests
	b.sum.Reads += reads
	b.sum.LookedUp += reads
	b.sum.Writes += requests - reads
	return reads
}

// addPlain adds requests of keys, at b.times; without ops all of them read.
func (b *Builder) addPlain(tags []intern.Tag, ops []trace.Op) error {
	switch {
	case len(ops) == 0 && b.pending.live == nil: // nothing was ever written
		b.ids = b.commands.IDs(b.ids[:0], tags)
		if err := b.events.LookupAll(b.ids, b.times); err != nil {
			return err
		}
		return b.fit()
	case len(ops) == 0:
		ops = make([]trace.Op, len(tags))
	case b.pending.live == nil:
		b.pending.enterAll(b.commands.Len()) // the files before had no ops
	}
	for at := 0; at < len(tags); at += together {
		end := min(at+together, len(tags))
		b.number(tags[at:end], ops[at:end])
		for i, id := range b.ids {
			if err := b.addOne(ops[at+i], id, at+i); err != nil {
				return err
			}
		}
	}
	return b.fit()
}

// together is how many requests are numbered before they are added.
const together = 64

// number gives keys their numbers, in b.ids; one that is only written gets none.
func (b *Builder) number(tags []intern.Tag, ops []trace.Op) {
	b.ids = b.ids[:0]
	b.commands.FetchAll(tags)
	for i, tag := range tags {
		var id uint32
		if ops[i] == trace.Read {
			id, _ = b.commands.IDOf(tag)
		} else {
			id, _ = b.commands.FindTag(tag)
		}
		b.ids = append(b.ids, id)
	}
	memory.FetchRows(b.pending.live, 1, b.ids)
}

// addOne adds the request at i of a key, by its number.
func (b *Builder) addOne(op trace.Op, id uint32, i int) error {
	switch op {
	case trace.Read:
		b.pending.readKey(id)
		at := int64(0)
		if len(b.times) > 0 {
			at = b.times[i]
		}
		return b.events.Lookup(id, at)
	case trace.Flush:
		return b.flush()
	default:
		if b.pending.writeKey(id, byWrite) {
			return b.untrue(id)
		}
		return nil
	}
}
