package localcache

// lru is one list in order of last access.
type lru struct {
	simple
	list list
}

func (l *lru) add(e *entry)    { l.list.pushBack(&e.place) }
func (l *lru) hit(e *entry)    { l.list.moveToBack(&e.place) }
func (l *lru) remove(e *entry) { l.list.remove(&e.place) }
func (l *lru) reset()          { l.list = list{} }

func (l *lru) evict() *entry {
	e := l.list.front()
	l.remove(e)
	return e
}
