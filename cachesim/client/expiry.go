package client

import (
	"math"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// Lifetimes gives the counts so far; of a sample, an estimate.
func (b *Builder) Lifetimes() Lifetimes {
	s := b.lifetimes.sum
	s.Followed = b.expires()
	if s.Followed && b.keysAreSampled() {
		s.Partial = b.sampler.parts > 1
		for _, n := range []*uint64{&s.Given, &s.Keys, &s.Expired} {
			*n = uint64(math.Round(float64(*n) / b.sampler.rate()))
		}
	}
	return s
}

// keysAreSampled says that what is looked up is a key, so that the sample decides
// about keys.
func (b *Builder) keysAreSampled() bool { return b.profile.Server || b.bare }

// expires says whether keys do.
func (b *Builder) expires() bool { return b.profile.Server || b.profile.Lifetimes }

// expire plans the end of the keys whose deadline has passed. The server tells
// who has read them, as after a write.
func (b *Builder) expire() error {
	return b.lifetimes.expire(b.last, func(tag intern.Tag) error {
		b.steps = append(b.steps, step{op: sim.OpExpire, tag: tag})
		return b.takeMany()
	})
}

// lifetime says what a write does to the lifetimes of its keys.
func (b *Builder) lifetime(c *command.Command, args [][]byte, db int32) command.Lifetime {
	l := c.Lifetime(args)
	if l.Effect == command.Passes && len(args) > 1 {
		l.Time = b.lifetimes.due(db, b.lifeTag(db, args[1]))
	}
	return l
}

// renew notes what a write does to the lifetimes of its keys.
func (b *Builder) renew(c *command.Command, args [][]byte, db int32, keys [][]byte) {
	l := b.lifetime(c, args, db)
	for i, k := range keys {
		b.renewKey(&l, c.Fate(i), db, k)
	}
}

// renewKeyed does the same for a request of a key. One that reads and gives a
// lifetime is one that stores what was missing.
func (b *Builder) renewKeyed(block *trace.Block, i int, op trace.Op, key []byte) {
	if len(block.TTL) == 0 {
		return
	}
	l, fate := command.Lifetime{DB: command.SameDB}, command.Made
	switch ttl := block.TTL[i]; {
	case op == trace.Delete:
		fate = command.Removed
	case ttl > 0:
		l.Effect, l.Time = command.Gives, ttl
	case op == trace.Write || op == trace.Add:
		l.Effect = command.Ends
	}
	if op == trace.Read || op == trace.Add {
		l.If = command.IfNone
	}
	b.renewKey(&l, fate, 0, key)
}

// target is the database of the key that gets a lifetime.
func target(l *command.Lifetime, db int32) int32 {
	if l.Effect == command.Passes && l.DB != command.SameDB {
		return l.DB
	}
	return db
}

// renewKey notes what a write does to the lifetime of one of its keys.
func (b *Builder) renewKey(l *command.Lifetime, fate command.Fate, db int32, key []byte) {
	if !b.expires() {
		if l.Effect == command.Gives {
			b.lifetimes.sum.Given++
		}
		return
	}
	if due, _ := l.Due(b.last, command.Never); due == command.Never && b.lifetimes.count == 0 {
		return
	}
	to := target(l, db)
	if fate == command.Removed {
		b.lifetimes.forget(db, b.lifeTag(db, key))
		if to == db {
			return
		}
	}
	tag := b.lifeTag(to, key)
	if b.keysAreSampled() && !b.sampler.keeps(tag) {
		return
	}
	before := b.lifetimes.due(to, tag)
	due, said := l.Due(b.last, before)
	if gone := said && l.Effect == command.Gives && due <= b.last; gone || due != before {
		b.live(to, key, tag, due, gone)
	}
}

// live notes when a key expires from now on, unless it is gone.
func (b *Builder) live(db int32, key []byte, tag intern.Tag, due int64, gone bool) {
	if gone || due == command.Never {
		b.lifetimes.forget(db, tag)
	} else {
		b.lifetimes.set(db, tag, due)
	}
	switch {
	case !b.profile.Server:
	case gone:
		b.planServed(sim.OpDrop, db, key)
	default:
		b.planServed(sim.OpLifetime, db, key)
		b.steps[len(b.steps)-1].due = due
	}
}

// lifeTag is what stands for a key among the lifetimes: the text of the key, and
// in the server's memory of the database, too.
func (b *Builder) lifeTag(db int32, key []byte) intern.Tag {
	if !b.profile.Server {
		return b.keys.Tag(key)
	}
	b.spellServed(db, key)
	return b.commands.Tag(b.text)
}

// end drops the commands that name a key which has expired, or where the client
// is not told makes them stale.
func (b *Builder) end(tag intern.Tag) error {
	b.forget(tag, byTime)
	key, known := b.keys.FindTag(tag)
	if !known {
		return nil
	}
	change := b.events.Stale
	if b.profile.Invalidation {
		change = b.events.Expire
	}
	return b.change(key, byTime, change)
}
