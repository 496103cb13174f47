package client

import (
	"math"

	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// step is what a request, or one of several things that it does, adds to the
// events. Many steps are planned before any is taken: what they need of the
// large tables is fetched meanwhile.
type step struct {
	op       sim.Op
	from, to int // in Builder.named: the keys that it names

	// Of a lookup, and in the server's memory of all that names a key:
	tag   intern.Tag
	kept  bool // by the sample
	id    uint32
	name  []byte // of the command, for the texts
	at    int64
	bytes int64
	owner int
	null  bool  // its reply was nil, and the client keeps none
	db    int32 // in the server's memory; everyDB for a flush of all
	due   int64 // of OpLifetime
}

// planned is how many steps are taken together.
const planned = 32

// plan adds a step that names the keys from b.named[from] on. A lookup is of the
// command b.text.
func (b *Builder) plan(op sim.Op, name []byte, from int) {
	s := step{op: op, from: from, to: len(b.named)}
	if op == sim.OpLookup {
		b.sum.LookedUp++
	}
	if op == sim.OpLookup || b.profile.Server && op != sim.OpFlush {
		s.tag = b.commands.Tag(b.text)
		b.commands.Fetch(s.tag)
		s.name, s.at, s.bytes, s.owner, s.null = name, b.last, b.bytes, b.connections.current, b.null
	}
	b.steps = append(b.steps, s)
}

// takeMany takes the steps planned if they are enough.
func (b *Builder) takeMany() error {
	if len(b.steps) < planned {
		return nil
	}
	return b.take()
}

// take takes the steps planned: first the numbers of all, then one step after
// another.
func (b *Builder) take() error {
	for i := range b.steps {
		s := &b.steps[i]
		if s.op == sim.OpLookup && b.sampler.takes(s.tag.Hash(), b.weightOf(s)) || (s.op == sim.OpStore || s.op == sim.OpLifetime) && b.sampler.keeps(s.tag) {
			s.kept = true
			s.id, _ = b.commands.IDOf(s.tag)
			b.pending.fetch(s.id)
		}
	}
	for i := range b.steps {
		if err := b.step(&b.steps[i]); err != nil {
			return err
		}
	}
	b.steps, b.named = b.steps[:0], b.named[:0]
	return nil
}

func (b *Builder) step(s *step) error {
	switch {
	case b.profile.Server:
		return b.serveStep(s, b.named[s.from:s.to])
	case s.op == sim.OpFlush:
		return b.flush()
	case s.op == sim.OpDrop:
		return b.drop(b.named[s.from:s.to])
	case s.op == sim.OpExpire:
		return b.end(s.tag)
	}
	b.remember(b.named[s.from:s.to])
	if s.kept {
		return b.lookup(s, b.named[s.from:s.to])
	}
	return nil
}

// lookup looks up a command that names some keys.
func (b *Builder) lookup(s *step, keys [][]byte) error {
	if b.connections.count > 1 {
		b.events.Own(s.id, s.owner)
	}
	if !b.profile.Server && b.pending.enter(s.id) {
		for _, k := range keys {
			key, _ := b.keys.ID(k)
			b.pending.name(key, s.id)
		}
	}
	if b.texts != nil {
		b.texts.add(s.id, s.name, keys)
	}
	if err := b.events.Lookup(s.id, s.at); err != nil {
		return err
	}
	b.weighStep(s)
	if s.null {
		return b.events.Drop(s.id)
	}
	return nil
}

// weighStep notes how many bytes the last event is about.
func (b *Builder) weighStep(s *step) {
	if bytes := b.weightOf(s); bytes > 0 {
		b.events.Weigh(bytes)
	}
}

// weightOf is how many bytes a step is about; 0 where that is not asked for.
func (b *Builder) weightOf(s *step) uint32 {
	if !b.extras.Bytes {
		return 0
	}
	return uint32(max(0, min(s.bytes, math.MaxUint32)))
}

// untrue tells of a command that it is not true any more: it is dropped, or where
// the client is not told becomes stale.
func (b *Builder) untrue(id uint32) error {
	if b.profile.Invalidation {
		return b.events.Drop(id)
	}
	return b.events.Stale(id)
}

// drop tells of the commands that name some keys that they are not true any more.
func (b *Builder) drop(keys [][]byte) error {
	for _, k := range keys {
		tag := b.keys.Tag(k)
		if b.sampler.writes(tag) {
			b.forget(tag, byWrite)
		}
		if key, known := b.keys.FindTag(tag); known {
			if err := b.change(key, byWrite, b.untrue); err != nil {
				return err
			}
		}
	}
	return nil
}

// change tells of the commands that name a key that they are not true any more.
func (b *Builder) change(key uint32, why cause, tell func(id uint32) error) error {
	b.ids = b.pending.drop(b.ids[:0], key, why)
	for _, id := range b.ids {
		if err := tell(id); err != nil {
			return err
		}
	}
	return nil
}
