package sim

// wTinyLFU is W-TinyLFU: Einziger, Friedman and Manes, "TinyLFU: a highly
// efficient cache admission policy" (2017), as libCacheSim has it. What is new
// goes to a window; what leaves the window competes with the victim of the main
// space, a segmented LRU, and the one that was counted more often stays. The
// counts grow when an entry is stored, hit in the main space or has competed,
// and are halved after every 32 hits for each entry of the main space.
//
// The window is what the main space, 99 % of the size, leaves, one entry at
// least. It competes until it loses, so that several entries may leave at once;
// the segments, a fifth on probation and the rest protected, are rounded down,
// so that a hit may evict, too.
type wTinyLFU struct {
	*members
	tiny []tiny // by lane
}

// tiny is W-TinyLFU in one lane.
type tiny struct {
	lists
	counts bloom
	limits [3]int // by list; the window has none
	main   int    // the size of the main space
	hits   int    // in the main space since the counts were halved
}

// The lists of W-TinyLFU.
const (
	window = iota
	probation
	protected
)

func newWTinyLFU(c *members, _ Config) steps {
	w := &wTinyLFU{members: c}
	all := c.newLists(3)[0]
	for i, l := range c.lanes {
		main := int(l.size) - max(1, int(l.size/100))
		w.tiny = append(w.tiny, tiny{
			lists: all[i], counts: newBloom(main), main: main,
			limits: [3]int{probation: main / 5, protected: max(1, main*4/5)},
		})
	}
	return w
}

func (w *wTinyLFU) access(id uint32, held set, _ int) {
	for s := held; s != 0; s &= s - 1 {
		l := &w.tiny[s.first()]
		if l.list(id) == window {
			l.move(window, id)
			continue
		}
		w.promote(s.first(), id)
		l.counts.add(id)
		if l.hits++; l.hits == 32*l.main {
			l.hits = 0
			l.counts.age()
		}
	}
}

// promote is a hit in the segmented LRU.
func (w *wTinyLFU) promote(lane int, id uint32) {
	l := &w.tiny[lane]
	l.move(protected, id)
	if l.length[protected] <= l.limits[protected] {
		return
	}
	l.move(probation, l.oldest(protected))
	if l.length[probation] > l.limits[probation] {
		w.drop(lane, l.oldest(probation))
	}
}

func (w *wTinyLFU) evict(lane int, _ uint32) {
	l := &w.tiny[lane]
	for {
		if l.length[window] == 0 {
			w.drop(lane, l.victim())
			return
		}
		candidate := l.oldest(window)
		rejected := false
		switch {
		case l.length[probation]+l.length[protected] < l.main:
			l.admit(candidate)
		case l.main > 0 && l.counts.count(candidate) > l.counts.count(l.victim()):
			w.drop(lane, l.victim())
			l.admit(candidate)
		default:
			w.drop(lane, candidate)
			rejected = true
		}
		l.counts.add(candidate)
		if rejected {
			return
		}
	}
}

// victim is the next to leave the main space, which is not empty.
func (l *tiny) victim() uint32 {
	if l.length[probation] > 0 {
		return l.oldest(probation)
	}
	return l.oldest(protected)
}

// admit puts a command of the window into the lowest segment that has room.
func (l *tiny) admit(id uint32) {
	if l.length[probation] >= l.limits[probation] && l.length[protected] < l.limits[protected] {
		l.move(protected, id)
		return
	}
	l.move(probation, id)
}

func (w *wTinyLFU) drop(lane int, id uint32) {
	w.tiny[lane].take(id)
	w.out(lane, id)
}

func (w *wTinyLFU) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		l := &w.tiny[s.first()]
		l.put(window, id)
		l.counts.add(id)
	}
}

func (w *wTinyLFU) leave(lane int, id uint32) { w.tiny[lane].take(id) }
