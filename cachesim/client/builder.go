package client

import (
	"encoding/binary"
	"math"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// Summary counts what a trace held. Reads, Writes and Bypassed add up to
// Requests.
type Summary struct {
	Requests         uint64 // all commands
	Unique           uint64 // distinct commands looked up; of the server's memory keys, also those only written
	Reads            uint64 // reads that the client would look up
	LookedUp         uint64 // by them: more where each key of an MGET is looked up by itself
	Writes           uint64 // commands that change or flush keys
	Bypassed         uint64 // reads that the client does not cache, what the server refused, and all else
	Uncached         uint64 // of these, the reads
	CompulsoryMisses uint64 // the misses of a cache without bound, writes or expiry
}

// Builder makes dense events of requests. It is used by one goroutine.
type Builder struct {
	profile    Profile
	sampling   Sampling
	sampler    sampler
	limits     Limits
	commands   *intern.Table
	keys       *intern.Table
	pending    pending
	remembered remembered
	policy     map[*command.Command]bool // whether it is looked up
	recent     recent
	events     *sim.Events
	sum        Summary
	first      int64 // the earliest time seen, but for 0
	zero       bool  // a request before it was at 0
	last       int64 // the latest
	extras     Extras
	texts      *Texts // nil unless kept
	bytes      int64  // that the request is about
	null       bool   // the reply was nil, and the client keeps none
	undone     bool   // the reply was nil, which tells of a write that it was none

	unknown     Unknown
	connections connections
	databases   databases
	lifetimes   lifetimes
	bare        bool // what is looked up is a key and nothing else
	listed      bool // by key stands who names it: not every block was plain

	text  []byte   // a command as one byte string
	steps []step   // to be taken
	named [][]byte // the keys that they name
	tags  []intern.Tag
	ops   []trace.Op
	ids   []uint32
	times []int64
}

// NewBuilder starts a trace as a client of the given profile sees it.
func NewBuilder(p Profile) *Builder { return NewSampler(p, Sampling{}, Limits{}) }

// NewSampler starts a sample of a trace, within limits.
func NewSampler(p Profile, s Sampling, l Limits) *Builder {
	b := &Builder{
		profile: p, sampling: s, sampler: newSampler(s), limits: l,
		commands: intern.New(), keys: intern.New(),
		policy: map[*command.Command]bool{}, events: new(sim.Events),
		connections: connections{count: min(p.Connections, MaxConnections), byName: map[string]int{}}, lifetimes: newLifetimes(),
	}
	if s.chooses() {
		b.commands, b.keys = intern.NewSeeded(s.Seed), intern.NewSeeded(s.Seed)
		if p.Invalidation && !p.Server {
			b.remembered.keys = intern.NewSeeded(s.Seed)
		}
	}
	return b
}

// Add takes the requests of a block. It errs where the trace has more events
// than can be counted, [sim.ErrTooMany], or needs more memory than the limit:
// [ErrMemory].
func (b *Builder) Add(block *trace.Block) error {
	if b.sampling.chooses() && b.plain(block) && !b.listed {
		return b.addSample(block)
	}
	if err := b.add(block); err != nil {
		return err
	}
	return b.fit()
}

func (b *Builder) add(block *trace.Block) error {
	b.sum.Requests += uint64(block.Len())
	if block.Keyed() {
		return b.addKeyed(block)
	}
	for i := range block.Len() {
		if err := b.tick(block, i); err != nil {
			return err
		}
		b.connections.pick(block.Client(i))
		if len(block.Refused) > 0 && block.Refused[i] {
			b.sum.Bypassed++
			continue
		}
		b.weigh(block, i)
		b.undone = len(block.Nil) > 0 && block.Nil[i]
		b.null = b.profile.NilsUnkept && b.undone
		b.request(block.Args(i), block.DB[i])
		if err := b.takeMany(); err != nil {
			return err
		}
	}
	return b.take()
}

// tick goes on to a request: before it comes what has expired until then.
func (b *Builder) tick(block *trace.Block, i int) error {
	b.clock(block, i)
	if b.lifetimes.queue.soonest < b.last {
		return b.expire()
	}
	return nil
}

// clock takes the time of a request. A clock set back must not undo an expiry.
func (b *Builder) clock(block *trace.Block, i int) {
	if len(block.Time) > 0 {
		b.last = max(b.last, block.Time[i])
		if b.first == 0 {
			b.first, b.zero = b.last, b.zero || b.last == 0
		}
	}
}

// Events gives the events and the summary so far. Of a sample, the distinct
// commands are an estimate, by its rate.
func (b *Builder) Events() (*sim.Events, Summary) {
	b.sum.Unique = uint64(math.Round(float64(b.commands.Len()) / b.sampler.rate()))
	b.sum.CompulsoryMisses = b.sum.Unique
	if b.profile.Server { // which has what was written before it is read
		b.sum.CompulsoryMisses = uint64(math.Round(float64(b.events.Cold()) / b.sampler.rate()))
	}
	return b.events, b.sum
}

// Expect says how many times as long the trace will be as it is now, by
// estimate, so that its events need not be moved while it grows. Where that is
// more than there is memory for, they are, as far as it goes.
func (b *Builder) Expect(times float64) {
	n := uint64(float64(b.events.Len()) * times)
	if b.limits.Memory == 0 || n*eventBytes <= b.limits.Memory {
		b.events.Reserve(n)
	}
}

// Follow lets replays begin before the last request: times is as that of Expect, but
// generous. It gives nil where what has been added may change yet, in a sample,
// where connections have caches of their own, or where nothing was looked up that
// would foretell anything.
func (b *Builder) Follow(times float64) *sim.Follower {
	if b.sampling.chooses() || b.connections.count > 1 || b.events.Commands() == 0 {
		return nil
	}
	return sim.Follow(b.events, times)
}

// Sampled tells what the events are a sample of.
func (b *Builder) Sampled() Sampled { return b.sampler.sampled() }

// request decides what one command does.
func (b *Builder) request(args [][]byte, db int32) {
	c, cached, ok := b.command(args)
	from := len(b.named)
	if !ok {
		if len(args) > 0 {
			b.unknown.add(args[0])
		}
		b.sum.Bypassed++
		return
	}
	does := c.Does(args, b.undone)
	switch {
	case b.profile.Server:
		b.serve(c, does, args, db)
		return
	case does == command.Write:
		b.sum.Writes++
		b.named = c.Keys(b.named, args)
		b.plan(sim.OpDrop, nil, from)
		b.renew(c, args, db, b.named[from:])
		return
	case does == command.Flush:
		b.sum.Writes++
		b.lifetimes.flush(flushed(c, db))
		b.plan(sim.OpFlush, nil, from)
		return
	case cached:
		if b.named = c.Keys(b.named, args); len(b.named) > from {
			b.sum.Reads++
			b.read(c, args, db, from)
			return
		}
	}
	if does == command.Read {
		b.sum.Uncached++
	}
	b.sum.Bypassed++
}

func (b *Builder) cached(c *command.Command, args [][]byte) bool {
	yes, known := b.policy[c]
	if !known {
		container, _ := command.Lookup(args[:1])
		yes = b.profile.caches(c, container.Name)
		b.policy[c] = yes
	}
	return yes
}

// read looks a command up that names the keys from b.named[from] on. It is the
// whole command that is cached: database, name and every argument with its length
// before it.
func (b *Builder) read(c *command.Command, args [][]byte, db int32, from int) {
	as, ok := b.profile.PerKey[c.Name]
	if !ok {
		b.spell(db, c.Name, args[1:])
		b.plan(sim.OpLookup, b.nameOf(c.Name), from)
		return
	}
	keys := b.named[from:]
	b.bytes /= int64(len(keys))
	b.named = b.named[:from]
	for i := range keys {
		b.named = append(b.named, keys[i])
		b.spell(db, as, keys[i:i+1], args[1+len(keys):])
		b.plan(sim.OpLookup, b.nameOf(as), from+i)
	}
}

// nameOf is a command's name where it is kept.
func (b *Builder) nameOf(name string) []byte {
	if b.texts == nil {
		return nil
	}
	return []byte(name)
}

// spell makes the text of a command.
func (b *Builder) spell(db int32, name string, args ...[][]byte) {
	text := binary.AppendUvarint(b.begin(), uint64(uint32(db)))
	text = append(text, name...)
	for _, some := range args {
		for _, a := range some {
			text = binary.AppendUvarint(append(text, 0), uint64(len(a)))
			text = append(text, a...)
		}
	}
	b.text = text
}

func (b *Builder) flush() error {
	b.pending.flush()
	b.remembered.flush()
	if b.profile.Invalidation && !b.profile.FlushUnheard {
		return b.events.Flush()
	}
	return b.events.StaleAll()
}
