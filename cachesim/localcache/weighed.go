package localcache

// weighed is a list that knows what its entries weigh together.
type weighed struct {
	list   list
	weight int64
}

func (w *weighed) pushBack(e *entry) {
	w.list.pushBack(&e.place)
	w.weight += e.weight
}

func (w *weighed) remove(e *entry) {
	w.list.remove(&e.place)
	w.weight -= e.weight
}

// popFront takes the oldest entry out; there must be one.
func (w *weighed) popFront() *entry {
	e := w.list.front()
	w.remove(e)
	return e
}

func (w *weighed) empty() bool { return w.list.last == nil }
