package localcache

import (
	"maps"
	"slices"
)

// few is how many hits lead out of the lists that need no map.
const few = 8

// lfu is one list for each number of hits, in order of last access.
type lfu struct {
	simple
	low   [few]list
	high  groups[uint64] // by hits, from few on
	least uint64         // no list below it has an entry
}

func (f *lfu) reset() { f.low, f.high = [few]list{}, groups[uint64]{} }

func (f *lfu) add(e *entry) {
	f.least = 0
	f.push(e)
}

func (f *lfu) hit(e *entry) {
	f.remove(e)
	e.count++
	f.push(e)
}

func (f *lfu) evict() *entry {
	f.seek()
	e := f.list(f.least).front()
	f.remove(e)
	return e
}

// seek finds the least count that has an entry. Mostly it is there, or the next
// one.
func (f *lfu) seek() {
	for range few + len(f.high) {
		if f.list(f.least).last != nil {
			return
		}
		f.least++
	}
	f.least = slices.Min(slices.Collect(maps.Keys(f.high)))
}

func (f *lfu) list(count uint64) list {
	if count < few {
		return f.low[count]
	}
	return f.high[count]
}

func (f *lfu) push(e *entry) {
	if e.count < few {
		f.low[e.count].pushBack(&e.place)
	} else {
		f.high.add(e.count, &e.place)
	}
}

func (f *lfu) remove(e *entry) {
	if e.count < few {
		f.low[e.count].remove(&e.place)
	} else {
		f.high.remove(e.count, &e.place)
	}
}
