package sim

import (
	"context"
	"errors"
	"iter"
	"math"
	"sync"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// Op is what an event does.
type Op uint8

// The operations.
const (
	OpLookup   Op = iota // a command is looked up, and stored where it was missing
	OpDrop               // a command is dropped, because a key that it names was written
	OpFlush              // everything is dropped
	OpStale              // what a command would give has changed, and nobody tells the client
	OpStaleAll           // the same of every command
	OpStore              // a command is stored, and nobody looks it up
	OpExpire             // a command is dropped, because a key that it names has expired
	OpLifetime           // when a key of the server's memory expires is changed
)

// OfAll says that an operation is of every command, and its event names none.
func (o Op) OfAll() bool { return o == OpFlush || o == OpStaleAll }

// maxEvents keeps positions and the two marks below them within 32 bits.
const maxEvents = 1<<32 - 3

// ErrTooMany says that a trace has more events than can be counted, about
// four thousand million.
var ErrTooMany = errors.New("more events than can be counted")

// Events is a trace made dense: what happened to which command. It is written
// by its methods, in order of time, and read by the policies.
type Events struct {
	ids      []uint32
	ops      []Op     // nil while there are only lookups
	times    []int64  // ns; nil while no event has a time
	weights  []uint32 // bytes; nil while nobody weighs
	dues     []int64  // of the events that change a lifetime, in their order
	commands int
	lookups  uint64
	owners   []uint16 // by command; nil where there is one cache
	caches   int
	follows  *Follower // nil but where the others are still coming

	looked sync.Once
	sights sights
	future sync.Once
	nexts  []uint32
}

// Len is the number of events; where some are still coming, what it is at most.
func (e *Events) Len() int {
	if e.follows != nil {
		return e.follows.events
	}
	return len(e.ids)
}

// Commands is the number of distinct commands, or what it is at most: ids are
// below it.
func (e *Events) Commands() int { return e.commands }

// Lookups is the number of lookups among the events.
func (e *Events) Lookups() uint64 { return e.lookups }

// Lookup adds a lookup of a command by its dense id, at a time in nanoseconds
// that does not go back; 0 where the trace has no times.
func (e *Events) Lookup(id uint32, at int64) error {
	e.lookups++
	return e.add(OpLookup, id, at)
}

// LookupAll adds lookups with their times, or with none where times is empty.
func (e *Events) LookupAll(ids []uint32, times []int64) error {
	if e.ops == nil && e.times == nil && len(times) == 0 && uint64(len(e.ids)+len(ids)) <= maxEvents {
		e.append(ids)
		return nil
	}
	for i, id := range ids {
		at := int64(0)
		if len(times) > 0 {
			at = times[i]
		}
		if err := e.Lookup(id, at); err != nil {
			return err
		}
	}
	return nil
}

// Reserve makes room for so many events, of the kinds that there have been.
func (e *Events) Reserve(events uint64) {
	n := int(min(events, maxEvents, math.MaxInt/8))
	if n <= cap(e.ids) {
		return
	}
	e.ids = append(memory.Make[uint32](n)[:0], e.ids...)
	if e.ops != nil {
		e.ops = append(memory.Make[Op](n)[:0], e.ops...)
	}
	if e.times != nil {
		e.times = append(memory.Make[int64](n)[:0], e.times...)
	}
}

// append adds lookups to a trace that has nothing else.
func (e *Events) append(ids []uint32) {
	last := uint32(0)
	for _, id := range ids {
		last = max(last, id+1)
	}
	e.ids = append(e.ids, ids...)
	e.lookups += uint64(len(ids))
	e.commands = max(e.commands, int(last))
}

// Weigh says how many bytes the last lookup was about.
func (e *Events) Weigh(bytes uint32) {
	for len(e.weights) < len(e.ids) {
		e.weights = append(e.weights, 0)
	}
	e.weights[len(e.ids)-1] = bytes
}

// Weight is how many bytes event t is about; 0 where nobody knows.
func (e *Events) Weight(t int) uint32 {
	if t < len(e.weights) {
		return e.weights[t]
	}
	return 0
}

// Weighed says whether any lookup has bytes.
func (e *Events) Weighed() bool { return e.weights != nil }

// Drop adds the invalidation of one command.
func (e *Events) Drop(id uint32) error { return e.add(OpDrop, id, 0) }

// Flush adds the invalidation of everything.
func (e *Events) Flush() error { return e.add(OpFlush, 0, 0) }

// Stale adds that a stored reply of one command is not true any more, and stays
// where it is.
func (e *Events) Stale(id uint32) error { return e.add(OpStale, id, 0) }

// StaleAll adds the same of all commands.
func (e *Events) StaleAll() error { return e.add(OpStaleAll, 0, 0) }

// Expire adds that a command is dropped because a key that it names has expired.
func (e *Events) Expire(id uint32) error { return e.add(OpExpire, id, 0) }

// never is when a key without a lifetime expires.
const never = math.MaxInt64

// Lifetime adds that a key of the server's memory, which is there, expires at a
// time as of Lookup; [math.MaxInt64] is never. A key that is stored and of which
// nothing else was said since it was made has no lifetime.
func (e *Events) Lifetime(id uint32, due int64) error {
	if err := e.add(OpLifetime, id, 0); err != nil {
		return err
	}
	e.dues = append(e.dues, due)
	return nil
}

// Dues gives the times of Lifetime in their order, not to be changed; nil where
// no key has a lifetime of its own.
func (e *Events) Dues() []int64 { return e.dues }

// Store adds that a command is stored by who writes it, at a time as of Lookup.
func (e *Events) Store(id uint32, at int64) error { return e.add(OpStore, id, at) }

func (e *Events) add(op Op, id uint32, at int64) error {
	n := len(e.ids)
	if uint64(n) >= maxEvents {
		return ErrTooMany
	}
	if op != OpLookup && e.ops == nil {
		e.ops = make([]Op, n, n+n/4+1)
	}
	if at != 0 && e.times == nil {
		e.times = make([]int64, n, n+n/4+1)
	}
	e.ids = append(e.ids, id)
	if e.ops != nil {
		e.ops = append(e.ops, op)
	}
	if e.times != nil {
		e.times = append(e.times, at)
	}
	if !op.OfAll() {
		e.commands = max(e.commands, int(id)+1)
	}
	return nil
}

// At gives event t: what it does, to which command, and when.
func (e *Events) At(t int) (op Op, id uint32, at int64) {
	if e.times != nil {
		at = e.times[t]
	}
	return e.op(t), e.ids[t], at
}

// LookupsOnly gives the commands looked up, in order, where nothing else ever
// happens; not to be changed.
func (e *Events) LookupsOnly() (ids []uint32, ok bool) { return e.ids, e.ops == nil }

func (e *Events) op(t int) Op {
	if e.ops == nil {
		return OpLookup
	}
	return e.ops[t]
}

// blockLen is how many events pass between two looks at the context.
const blockLen = 1 << 16

// blocks gives the ranges of events to replay, until ctx ends.
func (e *Events) blocks(ctx context.Context) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for from := 0; e.reach(ctx, from+blockLen) > from && ctx.Err() == nil; from += blockLen {
			if !yield(from, min(from+blockLen, len(e.ids))) {
				return
			}
		}
	}
}

// reach gives how many events there are, once they are enough or all.
func (e *Events) reach(ctx context.Context, enough int) int {
	if e.follows != nil {
		e.ids = e.follows.wait(ctx, enough)
	}
	return len(e.ids)
}

// whole is the events themselves, of which these may be a view.
func (e *Events) whole() *Events {
	if e.follows != nil {
		return e.follows.whole
	}
	return e
}

// ahead gives the commands of some events, and of as many after them, as far as
// there are any.
func (e *Events) ahead(t, events int) (near, far []uint32) {
	n := len(e.ids)
	a, b, c := min(t, n), min(t+events, n), min(t+2*events, n)
	return e.ids[a:b], e.ids[b:c]
}

// next gives for each lookup and store the event of the next lookup of its command, none
// where there is none or a drop comes before.
func (e *Events) next() []uint32 {
	e.future.Do(func() {
		next := make([]uint32, e.commands)
		for i := range next {
			next[i] = none
		}
		e.nexts = make([]uint32, len(e.ids))
		flush := len(e.ids)
		for t := len(e.ids) - 1; t >= 0; t-- {
			id := e.ids[t]
			switch e.op(t) {
			case OpLookup, OpStore:
				if next[id] < uint32(flush) {
					e.nexts[t] = next[id]
				} else {
					e.nexts[t] = none
				}
				if next[id] = uint32(t); e.op(t) == OpStore {
					next[id] = none // who keeps it until then gains nothing
				}
			case OpDrop, OpExpire:
				next[id] = none
			case OpFlush:
				flush = t
			}
		}
	})
	return e.nexts
}
