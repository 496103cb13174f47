package localcache

// s3fifo is S3-FIFO: Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you
// need for cache eviction" (SOSP 2023). A small queue of a tenth takes what is
// new; what was hit there twice goes on to the main queue, the rest leaves, and
// its name is remembered in a ghost queue of nine tenths. What comes back while
// it is remembered goes to the main queue at once. The main queue spares what
// was hit, with a counter from 0 to 3.
//
// A ghost stays under its keys: a write to one of them makes it forgotten, as
// it would have dropped the reply.
type s3fifo struct {
	cache    *Cache
	capacity int64
	queues   [2]weighed // small, main
	names    weighed    // of the ghosts
	ghosts   table
}

const (
	small = iota
	main
)

func (s *s3fifo) arrive(e *entry) {
	e.queue = small
	if g := s.ghost(e.hash, e.command); g != nil {
		e.queue = main
		s.forget(g)
	}
}

func (s *s3fifo) ghost(hash uint64, command string) *entry { return s.ghosts.find(hash, command) }

func (s *s3fifo) add(e *entry) { s.queues[e.queue].pushBack(e) }
func (s *s3fifo) hit(e *entry) { e.count = min(e.count+1, 3) }

func (s *s3fifo) evict() *entry {
	if s.queues[main].weight <= s.capacity-s.capacity/10 {
		if e := s.evictSmall(); e != nil {
			return e
		}
	}
	for {
		e := s.queues[main].popFront()
		if e.count == 0 {
			return e
		}
		s.moveToMain(e, e.count-1)
	}
}

// evictSmall moves on what was hit twice until it finds one to evict, however
// much that makes of the main queue.
func (s *s3fifo) evictSmall() *entry {
	for !s.queues[small].empty() {
		e := s.queues[small].popFront()
		if e.count < 2 {
			s.remember(e)
			return e
		}
		s.moveToMain(e, 0)
	}
	return nil
}

func (s *s3fifo) moveToMain(e *entry, count uint64) {
	e.queue, e.count = main, count
	s.queues[main].pushBack(e)
}

func (s *s3fifo) remove(e *entry) { s.queues[e.queue].remove(e) }

// remember makes a ghost of an entry, and forgets the oldest where they are too
// many: the entry itself, where there is room for none.
func (s *s3fifo) remember(e *entry) {
	e.state = ghost
	s.ghosts.insert(e)
	s.names.pushBack(e)
	for s.names.weight > s.capacity*9/10 {
		if g := s.names.list.front(); g != e {
			s.forget(g)
		} else {
			s.lose(e)
		}
	}
}

// forget leaves the entry of a ghost to be filled again.
func (s *s3fifo) forget(g *entry) {
	s.lose(g)
	s.cache.retire(g)
}

func (s *s3fifo) lose(g *entry) {
	s.names.remove(g)
	s.ghosts.remove(g)
	g.state = void
}

func (s *s3fifo) resize(e *entry, weight int64) { s.queues[e.queue].weight += weight - e.weight }

func (s *s3fifo) reset() {
	s.queues, s.names = [2]weighed{}, weighed{}
	s.ghosts = newTable()
}
