package client

import (
	"math"

	"github.com/vkcheck/vkcheck/cachesim/intern"
)

// Tracking is what a client that hears of writes costs the server: of each key
// that it has read, the server remembers that it did, until the key is written;
// then the client is told once. Whether its cache still has the key, the server
// does not know.
type Tracking struct {
	Tracked       uint64 // the most keys remembered at a time, for one client
	Invalidations uint64 // messages to one client
	From, To      int64  // the first and the last time of the trace, in nanoseconds; 0 where it has none
}

// tracked counts keys in the server's table.
type tracked struct {
	now, most uint64
	messages  [causes]uint64
}

// cause is why the server tells the client something.
type cause int

const (
	byWrite cause = iota
	byTime
	byFlush
	causes
)

func (t *tracked) add() {
	t.now++
	t.most = max(t.most, t.now)
}

func (t *tracked) gone(why cause) {
	t.now--
	t.messages[why]++
}

// flushed is one message for all keys, which the server sends even where it
// remembers none (tracking.c, trackingInvalidateKeysOnFlush).
func (t *tracked) flushed() {
	t.messages[byFlush]++
	t.now = 0
}

// halved is what half the sample would have counted.
func (t *tracked) halved(now uint64) tracked {
	half := tracked{now: now, most: max(now, t.most/2), messages: t.messages}
	half.messages[byWrite] /= 2
	half.messages[byTime] /= 2
	return half
}

// remembered are the keys that the server remembers, of those that are in the
// sample by their own hash: whether a command that names one is in it, too, is
// another matter.
type remembered struct {
	keys *intern.Table
	pending
}

// keep forgets the keys that are in the sample no more.
func (r *remembered) keep(s *sampler) {
	if r.keys != nil {
		r.keepCommands(r.keys.Keep(s.within))
	}
}

// bytes estimates the memory that they take.
func (r *remembered) bytes() uint64 { return rememberedBytes * uint64(len(r.live)) }

// remembers says whether keys are remembered apart: where each is the one
// command that names it, or nothing is left out, pending knows them.
func (b *Builder) remembers() bool { return b.remembered.keys != nil && !b.bare }

// remember notes that keys are read, by a command of the sample or another one.
func (b *Builder) remember(keys [][]byte) {
	if !b.remembers() {
		return
	}
	for _, k := range keys {
		if tag := b.remembered.keys.Tag(k); b.sampler.keeps(tag) {
			id, _ := b.remembered.keys.IDOf(tag)
			b.remembered.readKey(id)
		}
	}
}

// forget tells of a key that the server has told the client to drop.
func (b *Builder) forget(tag intern.Tag, why cause) {
	if b.remembers() {
		if id, known := b.remembered.keys.FindTag(tag); known {
			b.remembered.writeKey(id, why)
		}
	}
}

// since1970 is the least time that is taken for one since 1970: it means 1973.
const since1970 = 1e17

// from is the first time. Where times are since 1970, a 0 is no time: an
// append-only file has those before its first annotation.
func (b *Builder) from() int64 {
	if b.zero && b.first < since1970 {
		return 0
	}
	return b.first
}

// Tracking gives the counts so far; of a sample, an estimate.
func (b *Builder) Tracking() Tracking {
	t := b.pending.tracked
	switch {
	case !b.profile.Invalidation:
		return Tracking{From: b.from(), To: b.last}
	case b.remembers():
		t = b.remembered.tracked
	case b.pending.live == nil: // keys alone were read, and none written
		t.most = uint64(b.commands.Len())
	}
	whole := func(n uint64) float64 { return math.Round(float64(n) / b.sampler.rate()) }
	messages := whole(t.messages[byTime]) + math.Round(float64(t.messages[byWrite])*b.sampler.perWrite()) + float64(t.messages[byFlush])
	return Tracking{Tracked: uint64(whole(t.most)), Invalidations: uint64(messages), From: b.from(), To: b.last}
}
