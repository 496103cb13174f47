package sim

// steadyLFU is LFU for steady caches, which takes a bundle of lookups together: first
// all climb, as if nothing were evicted meanwhile, then the tails of the first rung
// pass what is. That is right where all that is evicted stood there, and was not looked
// up in the same bundle, as mostly. Else the bundle is undone, and taken one by one, and
// so are more and more after it as long as that happens again.
type steadyLFU struct {
	*lfu
	last   batch               // by lookup: the place of its command before
	were   [bundleLen]lfuEntry // by lookup: the entry of its command before, but for the place
	met    [bundleLen]nibbles  // by lookup: 1 in the lanes where it came from the first rung
	risen  [bundleLen]nibbles  // by lookup: 1 in the lanes where it rose into the heap
	come   sums                // how many lookups missed
	higher [Lanes]uint32       // by lane: from this place on nobody was taken from a higher rung than the first
	plain  int                 // bundles to take one by one
	again  int                 // and so many more after the next that is undone
}

func newSteadyLFU(f *lfu) order {
	f.together = bundleLen
	return &steadyLFU{lfu: f, higher: f.few.higher()}
}

func (f *steadyLFU) lookups(ids []uint32, t int) {
	switch {
	case f.plain > 0:
		f.plain--
	case f.bundle(ids, uint32(t)+1):
		f.again = 0
		return
	default:
		f.plain, f.again = f.again, min(2*f.again+1, 31)
	}
	f.lfu.lookups(ids, t)
	f.higher = f.few.higher()
}

// bundle takes lookups together, at places from first on, if that is right.
func (f *steadyLFU) bundle(ids []uint32, first uint32) bool {
	tails, room := f.few.tails[1], f.room
	f.move(ids, first)
	f.climb(ids, first)
	if !f.pass(first + uint32(len(ids))) {
		f.few.tails[1], f.room = tails, room
		f.undo(ids, first)
		return false
	}
	for i, risen := range f.risen[:len(ids)] {
		if risen != 0 {
			f.rise(ranked{key(few, first+uint32(i)), ids[i], f.were[i].lookups + 1 - few}, risen)
		}
	}
	for lane := range f.lanes {
		f.misses[only(lane)] += uint64(f.come.of(lane))
	}
	return true
}

// move gives the commands the places of their lookups.
func (f *steadyLFU) move(ids []uint32, first uint32) {
	entries := f.entries
	for i, id := range ids {
		e := &entries[id]
		f.last[i&(bundleLen-1)] = e.last
		e.last = first + uint32(i)
	}
}

// climb is lfu.climb of all. Whether a command is still on its rung is seen at once for
// the first; for the others it is in doubt where it stood before those taken from there.
func (f *steadyLFU) climb(ids []uint32, first uint32) {
	var passed, doubt [bundleLen]nibbles
	passedOnes(&f.last, &f.few.tails[1], &passed)
	passedOnes(&f.last, &f.higher, &doubt)
	entries, places, ones, come := f.entries, f.few.places, f.ones, sums{}
	for i, id := range ids {
		e, place, i := &entries[id], first+uint32(i), i&(bundleLen-1)
		was := *e
		f.were[i] = was
		some, low := was.rungs.some(), was.rungs.first()
		have := some - low&passed[i]
		if (some-low)&doubt[i] != 0 {
			have = f.few.have(f.last[i], was.rungs)
		}
		come.add(ones - have - was.many)
		now, risen := was.climb(ones, have)
		e.lookups, e.footing = was.lookups+1, now
		places[place] = now.rungs
		f.met[i], f.risen[i] = low&have, risen
	}
	for _, place := range f.last[:len(ids)] {
		places[place] = 0
	}
	clear(f.met[len(ids):])
	f.come = come
}

// pass moves the tails of the first rung past what is evicted, and says whether that is
// right: something is left there before the end, so that there always was, and nothing
// was passed that came from there.
func (f *steadyLFU) pass(end uint32) bool {
	for lane := range f.lanes {
		if evicted := f.fit(lane, f.come.of(lane)); evicted > 0 && !f.few.skip(lane, evicted, end) {
			return false
		}
	}
	var passed [bundleLen]nibbles
	passedOnes(&f.last, &f.few.tails[1], &passed)
	wrong := nibbles(0)
	for i, met := range &f.met {
		wrong |= met & passed[i]
	}
	return wrong == 0
}

// undo makes undone what move and climb did.
func (f *steadyLFU) undo(ids []uint32, first uint32) {
	for i := len(ids) - 1; i >= 0; i-- {
		e := f.were[i]
		e.last = f.last[i]
		f.entries[ids[i]] = e
		f.few.places[first+uint32(i)] = 0
		f.few.places[e.last] = e.rungs
	}
}
