package localcache

// sieve is SIEVE: Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is simpler than
// LRU" (NSDI 2024). A hand moves from the oldest entry to the newest and spares
// those that were hit, where they are; at the end it starts again at the
// oldest.
//
// What the hand has passed is one list, what is before it another, where new
// entries come to the back; when the hand is at the end, the two change places.
type sieve struct {
	simple
	lists [2]list
	ahead uint8 // which of them is before the hand
}

func (s *sieve) add(e *entry) { s.push(s.ahead, e) }
func (s *sieve) hit(e *entry) { e.count = 1 }

func (s *sieve) evict() *entry {
	for {
		e := s.lists[s.ahead].front()
		spared := e.count > 0
		s.lists[s.ahead].remove(&e.place)
		if spared {
			e.count = 0
			s.push(1-s.ahead, e)
		}
		s.turn()
		if !spared {
			return e
		}
	}
}

func (s *sieve) remove(e *entry) {
	s.lists[e.queue].remove(&e.place)
	s.turn()
}

func (s *sieve) reset() { s.lists = [2]list{} }

func (s *sieve) push(queue uint8, e *entry) {
	e.queue = queue
	s.lists[queue].pushBack(&e.place)
}

// turn starts the hand again where it is at the end.
func (s *sieve) turn() {
	if s.lists[s.ahead].last == nil {
		s.ahead = 1 - s.ahead
	}
}
