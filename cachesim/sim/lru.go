package sim

import "context"

// LRU evicts what was looked up longest ago.
//
// The last access of each command is its place in the queue, the same for all
// sizes: a cache of any size holds exactly the live accesses from its tail on.
func replayLRU(ctx context.Context, ev *Events, cfg Config) []Counts {
	if cfg.TTL > 0 {
		return each(newLRU)(ctx, ev, cfg)
	}
	r := &lruReplay{
		ids:     ev.ids,
		lanes:   newLanes(cfg.Sizes),
		live:    newBitmap(ev.Len() + int(first)),
		last:    make([]uint32, ev.Commands()),
		dropped: make([]uint8, ev.Commands()),
	}
	drive(ctx, ev, r)
	return counts(r.lanes, ev)
}

type lruReplay struct {
	ids     []uint32 // of the trace
	lanes   []lane
	live    bitmap   // the last access of every command
	last    []uint32 // by command: its last access
	dropped []uint8  // by command: the lanes that a write dropped it from
	flushed uint32   // nothing before it is live
}

func (r *lruReplay) lookup(id uint32, t int) {
	at := uint32(t) + first
	prev := r.last[id]
	dropped := r.dropped[id]
	r.last[id] = at
	r.live.set(at)
	if prev >= first {
		r.live.clear(prev)
	}
	for i := range r.lanes {
		l := &r.lanes[i]
		if l.holds(prev) {
			l.Hits++
			continue
		}
		l.miss(absence(prev, dropped>>i&1 != 0))
		l.admit(r.live)
	}
	if dropped != 0 {
		r.dropped[id] = 0
	}
}

func (r *lruReplay) drop(id uint32) {
	prev := r.last[id]
	if prev < first {
		return
	}
	r.live.clear(prev)
	r.last[id] = gone
	for i := range r.lanes {
		if r.lanes[i].holds(prev) {
			r.lanes[i].drop()
			r.dropped[id] |= 1 << i
		}
	}
}

// flush drops everything that some lane still holds. The next flush need not
// look before this one, so that many flushes stay cheap.
func (r *lruReplay) flush(t int) {
	at := uint32(t) + first
	r.live.set(at) // a sentinel for next
	from := at
	for i := range r.lanes {
		from = min(from, max(r.lanes[i].tail, r.flushed))
	}
	for p := r.live.next(from); p < at; p = r.live.next(p) {
		r.drop(r.ids[p-first])
	}
	r.live.clear(at)
	r.flushed = at
}
