package localcache

// lfu is one list for each number of hits, in order of last access.
type lfu struct {
	byCount groups[uint64]
	least   uint64 // no list below it has an entry
}

func (f *lfu) reset() { f.byCount = groups[uint64]{} }

func (f *lfu) add(e *entry) {
	f.least = 0
	f.byCount.add(e.count, &e.place)
}

func (f *lfu) hit(e *entry) {
	f.remove(e)
	if f.least == e.count && f.byCount[e.count].last == nil {
		f.least++
	}
	e.count++
	f.byCount.add(e.count, &e.place)
}

// victim finds an entry at least at once: the cache is full, so an entry was
// added, and the least count was 0, after the last removal that was not an
// eviction.
func (f *lfu) victim() *entry { return f.byCount[f.least].front() }

func (f *lfu) remove(e *entry) { f.byCount.remove(e.count, &e.place) }
