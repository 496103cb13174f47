package sim

import "slices"

type naive2Q struct {
	size        int
	in, out, am []uint32
	known       bool
}

func (q *naive2Q) access(id uint32, hit bool, _ int) []uint32 {
	q.known = slices.Contains(q.out, id)
	q.out = without(q.out, id)
	if hit && slices.Contains(q.am, id) {
		q.am = append(without(q.am, id), id)
	}
	return nil
}

func (q *naive2Q) evict(uint32) []uint32 {
	if len(q.in) <= q.size/4 {
		victim := q.am[0]
		q.am = q.am[1:]
		return []uint32{victim}
	}
	victim := q.in[0]
	q.in = q.in[1:]
	q.out = append(q.out, victim)
	if len(q.out) > q.size/2 {
		q.out = q.out[1:]
	}
	return []uint32{victim}
}

func (q *naive2Q) add(id uint32) {
	if q.known {
		q.am = append(q.am, id)
	} else {
		q.in = append(q.in, id)
	}
}

func (q *naive2Q) remove(id uint32) { q.in, q.am = without(q.in, id), without(q.am, id) }
func (q *naive2Q) forget(id uint32) { q.out = without(q.out, id) }

type naiveARC struct {
	size           int
	p              float64
	t1, t2, b1, b2 []uint32 // the least recent first
	in1, in2       bool     // the ghosts that had what is looked up now
}

func (a *naiveARC) access(id uint32, hit bool, _ int) []uint32 {
	a.in1, a.in2 = slices.Contains(a.b1, id), slices.Contains(a.b2, id)
	l1, l2 := float64(len(a.b1)), float64(len(a.b2))
	switch {
	case hit:
		a.remove(id)
		a.t2 = append(a.t2, id)
	case a.in1:
		a.p = min(a.p+max(l2/l1, 1), float64(a.size))
	case a.in2:
		a.p = max(a.p-max(l1/l2, 1), 0)
	}
	a.forget(id)
	return nil
}

func (a *naiveARC) evict(uint32) []uint32 {
	if !a.in1 && !a.in2 {
		switch {
		case len(a.t1)+len(a.b1) >= a.size && len(a.b1) == 0:
			victim := a.t1[0]
			a.t1 = a.t1[1:]
			return []uint32{victim}
		case len(a.t1)+len(a.b1) >= a.size:
			a.b1 = a.b1[1:]
		case len(a.t1)+len(a.b1)+len(a.t2)+len(a.b2) >= 2*a.size && len(a.b2) > 0:
			a.b2 = a.b2[1:]
		}
	}
	n := float64(len(a.t1))
	if n > 0 && (n > a.p || a.in2 && n == a.p) || len(a.t2) == 0 {
		victim := a.t1[0]
		a.t1, a.b1 = a.t1[1:], append(a.b1, victim)
		return []uint32{victim}
	}
	victim := a.t2[0]
	a.t2, a.b2 = a.t2[1:], append(a.b2, victim)
	return []uint32{victim}
}

func (a *naiveARC) add(id uint32) {
	if a.in1 || a.in2 {
		a.t2 = append(a.t2, id)
	} else {
		a.t1 = append(a.t1, id)
	}
}

func (a *naiveARC) remove(id uint32) { a.t1, a.t2 = without(a.t1, id), without(a.t2, id) }
func (a *naiveARC) forget(id uint32) { a.b1, a.b2 = without(a.b1, id), without(a.b2, id) }

type naiveS3FIFO struct {
	size, enough       int
	small, main, ghost []uint32
	hits               map[uint32]int
	known              bool
}

func (s *naiveS3FIFO) access(id uint32, hit bool, _ int) []uint32 {
	if hit {
		s.hits[id]++
	}
	s.known = slices.Contains(s.ghost, id)
	s.ghost = without(s.ghost, id)
	return nil
}

func (s *naiveS3FIFO) evict(uint32) []uint32 {
	for {
		if len(s.small) == 0 || len(s.main) > s.size-s.size/10 {
			for {
				id := s.main[0]
				s.main = s.main[1:]
				if s.hits[id] == 0 {
					return []uint32{id}
				}
				s.hits[id] = min(s.hits[id], 3) - 1
				s.main = append(s.main, id)
			}
		}
		for len(s.small) > 0 {
			id := s.small[0]
			s.small = s.small[1:]
			if s.hits[id] < s.enough {
				s.ghost = append(s.ghost, id)
				if len(s.ghost) > s.size*9/10 {
					s.ghost = s.ghost[1:]
				}
				return []uint32{id}
			}
			s.hits[id] = 0
			s.main = append(s.main, id)
		}
	}
}

func (s *naiveS3FIFO) add(id uint32) {
	s.hits[id] = 0
	if s.known {
		s.main = append(s.main, id)
	} else {
		s.small = append(s.small, id)
	}
}

func (s *naiveS3FIFO) remove(id uint32) { s.small, s.main = without(s.small, id), without(s.main, id) }
func (s *naiveS3FIFO) forget(id uint32) { s.ghost = without(s.ghost, id) }
