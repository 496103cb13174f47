package client

import "math"

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
type tracked struct{ now, most, messages uint64 }

func (t *tracked) add() {
	t.now++
	t.most = max(t.most, t.now)
}

func (t *tracked) written() {
	t.now--
	t.messages++
}

// flushed is one message for all keys.
func (t *tracked) flushed() {
	if t.now > 0 {
		t.messages++
	}
	t.now = 0
}

// halved is what half the sample would have counted.
func (t *tracked) halved(now uint64) tracked {
	return tracked{now: now, most: max(now, t.most/2), messages: t.messages / 2}
}

// Tracking gives the counts so far; of a sample, an estimate.
func (b *Builder) Tracking() Tracking {
	t := b.pending.tracked
	switch {
	case !b.profile.Invalidation:
		return Tracking{From: b.first, To: b.last}
	case b.pending.live == nil: // keys alone were read, and none written
		t.most = uint64(b.commands.Len())
	}
	whole := func(n uint64) uint64 { return uint64(math.Round(float64(n) / b.sampler.rate())) }
	return Tracking{Tracked: whole(t.most), Invalidations: whole(t.messages), From: b.first, To: b.last}
}
