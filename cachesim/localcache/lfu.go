package localcache

// lfu is one list for each number of hits, in order of last access. Lists that
// become empty go, so that the memory is bounded by the entries.
type lfu struct {
	lists map[uint64]list
	least uint64 // no list below it has an entry
}

func (f *lfu) reset() { f.lists = map[uint64]list{} }

func (f *lfu) add(e *entry) {
	f.least = 0
	f.push(e)
}

func (f *lfu) hit(e *entry) {
	f.remove(e)
	if f.least == e.count && f.lists[e.count].root == nil {
		f.least++
	}
	e.count++
	f.push(e)
}

// victim finds an entry at least at once: the cache is full, so an entry was
// added, and the least count was 0, after the last removal that was not an
// eviction.
func (f *lfu) victim() *entry { return f.lists[f.least].front() }

func (f *lfu) push(e *entry) {
	l, ok := f.lists[e.count]
	if !ok {
		l = newList(byPlace)
		f.lists[e.count] = l
	}
	l.pushBack(e)
}

func (f *lfu) remove(e *entry) {
	l := f.lists[e.count]
	l.remove(e)
	if l.empty() {
		delete(f.lists, e.count)
	}
}
