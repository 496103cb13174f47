package sim

import "context"

// FIFO evicts what was stored first; hits change nothing.
//
// Each size stores a command at a time of its own, so places and marks are by
// lane; the places of one command lie together in memory.
func replayFIFO(ctx context.Context, ev *Events, cfg Config) []Counts {
	if cfg.TTL > 0 {
		return each(newFIFO)(ctx, ev, cfg)
	}
	n := len(cfg.Sizes)
	r := &fifoReplay{
		ids:     ev.ids,
		lanes:   newLanes(cfg.Sizes),
		live:    make([]bitmap, n),
		stored:  make([]uint32, n*ev.Commands()),
		dropped: make([]uint8, ev.Commands()),
	}
	for i := range r.live {
		r.live[i] = newBitmap(ev.Len() + int(first))
	}
	drive(ctx, ev, r)
	return counts(r.lanes, ev)
}

type fifoReplay struct {
	ids     []uint32 // of the trace
	lanes   []lane
	live    []bitmap // by lane: where entries were stored
	stored  []uint32 // by command, then lane: where it was stored
	dropped []uint8  // by command: the lanes that a write dropped it from
}

// places are where the lanes stored a command.
func (r *fifoReplay) places(id uint32) []uint32 {
	n := len(r.lanes)
	return r.stored[int(id)*n:][:n:n]
}

func (r *fifoReplay) lookup(id uint32, t int) {
	at := uint32(t) + first
	dropped := &r.dropped[id]
	for i, p := range r.places(id) {
		l := &r.lanes[i]
		if l.holds(p) {
			l.Hits++
			continue
		}
		l.miss(absence(p, *dropped>>i&1 != 0))
		*dropped &^= 1 << i
		r.live[i].set(at)
		l.admit(r.live[i])
		r.places(id)[i] = at
	}
}

func (r *fifoReplay) drop(id uint32) {
	for i := range r.lanes {
		r.dropFrom(i, id)
	}
}

func (r *fifoReplay) dropFrom(i int, id uint32) {
	p := &r.places(id)[i]
	if !r.lanes[i].holds(*p) {
		return
	}
	r.live[i].clear(*p)
	*p = gone
	r.lanes[i].drop()
	r.dropped[id] |= 1 << i
}

func (r *fifoReplay) flush(t int) {
	at := uint32(t) + first
	for i, live := range r.live {
		live.set(at) // a sentinel for next
		for p := live.next(r.lanes[i].tail); p < at; p = live.next(p) {
			r.dropFrom(i, r.ids[p-first])
		}
		live.clear(at)
		r.lanes[i].tail = at
	}
}
