package sim

// ages knows when each entry was stored and which was stored first: the live
// events of storing are marked, and the first mark only ever moves on.
type ages struct {
	times  []int64
	stored []uint32 // by command: the event that stored it
	live   bitmap
	tail   uint32
}

func newAges(ev *Events) *ages {
	times := ev.times
	if times == nil {
		times = make([]int64, ev.Len()) // a trace without times stands still
	}
	return &ages{times: times, stored: make([]uint32, ev.Commands()), live: newBitmap(ev.Len())}
}

func (a *ages) store(id uint32, t int) {
	a.stored[id] = uint32(t)
	a.live.set(uint32(t))
}

func (a *ages) remove(id uint32) { a.live.clear(a.stored[id]) }

// oldest is the event that stored the oldest entry; there must be one.
func (a *ages) oldest() uint32 {
	a.tail = a.live.next(a.tail)
	return a.tail
}

// expired says whether what was stored at event p has outlived ttl at event t.
func (a *ages) expired(p uint32, t int, ttl int64) bool { return a.times[t]-a.times[p] > ttl }
