package localcache

import (
	"maps"
	"slices"
)

// lfu is one list for each number of hits, in order of last access.
type lfu struct {
	simple
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

func (f *lfu) evict() *entry {
	f.seek()
	e := f.byCount[f.least].front()
	f.remove(e)
	return e
}

// seek finds the least count that has an entry. Mostly it is there, or the next
// one.
func (f *lfu) seek() {
	for range f.byCount {
		if f.byCount[f.least].last != nil {
			return
		}
		f.least++
	}
	f.least = slices.Min(slices.Collect(maps.Keys(f.byCount)))
}

func (f *lfu) remove(e *entry) { f.byCount.remove(e.count, &e.place) }
