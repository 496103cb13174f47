package sim

import "math/rand/v2"

// caffeine is W-TinyLFU as Caffeine 3.1 has it (BoundedLocalCache.java), with the
// window that adapts: Einziger, Eytan, Friedman and Manes, "Adaptive software
// cache management" (Middleware 2018). From half full on every lookup is
// counted. What is pushed out of the window competes with the oldest entry on
// probation; where it loses but was counted six times or more, it is let in now
// and then, against those who know the hash. A hill climber moves the border of
// window and main space.
type caffeine struct {
	*members
	spaces []space // by lane
}

// space is such a cache in one lane.
type space struct {
	lists
	*sketch
	climber
	rng       *rand.Rand
	window    int  // its size
	protected int  // its size
	awake     bool // since it was half full: it counts and adapts
}

func newCaffeine(c *members, cfg Config) steps {
	a := &caffeine{members: c}
	all := c.newLists(3)[0]
	for i, l := range c.lanes {
		size := int(l.size)
		main := int(0.99 * float64(size))
		a.spaces = append(a.spaces, space{
			lists: all[i], sketch: newSketch(size),
			climber: newClimber(size), rng: rand.New(rand.NewPCG(cfg.Seed, 0)),
			window: size - main, protected: main * 4 / 5,
		})
		c.fetchers = append(c.fetchers, a.spaces[i].sketch.fetch)
	}
	return a
}

func (a *caffeine) access(id uint32, held set, _ int) {
	for i := range a.spaces {
		s, hit := &a.spaces[i], held.has(i)
		if !hit && s.length[window]+s.length[probation]+s.length[protected]+1 >= s.size/2 {
			s.awake = true
		}
		if s.awake {
			s.add(id)
		}
		if hit {
			s.hit(id)
			s.adapt(true)
		}
	}
}

// adapt comes at the end of each lookup.
func (s *space) adapt(hit bool) {
	if !s.awake {
		return
	}
	if grow := s.climb(hit); grow != 0 {
		s.resize(grow)
	}
}

// hit refreshes an entry; on probation, it becomes protected.
func (s *space) hit(id uint32) {
	if s.list(id) == window {
		s.move(window, id)
		return
	}
	s.move(protected, id)
	s.demote()
}

// demote puts what is too much of the protected entries on probation.
func (s *space) demote() {
	for s.length[protected] > s.protected {
		s.move(probation, s.oldest(protected))
	}
}

// resize makes the window grow, or shrink, at the protected entries' cost, and
// moves the oldest entries over the border.
func (s *space) resize(grow int) {
	grow = max(min(grow, s.protected), min(1-s.window, 0))
	s.window += grow
	s.protected -= grow
	s.demote()
	for ; grow > 0 && s.length[probation]+s.length[protected] > 0; grow-- {
		s.move(window, s.victim())
	}
	for ; grow < 0 && s.length[window] > 0; grow++ {
		s.move(probation, s.oldest(window))
	}
}

// victim is the oldest entry of the main space, which is not empty.
func (s *space) victim() uint32 {
	if s.length[probation] > 0 {
		return s.oldest(probation)
	}
	return s.oldest(protected)
}

func (a *caffeine) evict(lane int, _ uint32) {
	s := &a.spaces[lane]
	id := s.loser()
	s.take(id)
	a.out(lane, id)
}

// loser is who leaves: where the window is full, its oldest entry leaves or
// takes the place of the main space's victim.
func (s *space) loser() uint32 {
	main := s.length[probation] + s.length[protected]
	if main == 0 {
		return s.oldest(window)
	}
	if s.length[window] < s.window {
		return s.victim()
	}
	candidate, victim := s.oldest(window), s.victim()
	if !s.admits(candidate, victim) {
		return candidate
	}
	s.move(probation, candidate)
	return victim
}

func (s *space) admits(candidate, victim uint32) bool {
	n := s.count(candidate)
	return n > s.count(victim) || n >= 6 && s.rng.Uint32()&127 == 0
}

func (a *caffeine) add(id uint32, lanes set, _ int) {
	for ; lanes != 0; lanes &= lanes - 1 {
		s := &a.spaces[lanes.first()]
		s.put(window, id)
		if s.length[window] > s.window {
			s.move(probation, s.oldest(window))
		}
		s.adapt(false)
	}
}

func (a *caffeine) leave(lane int, id uint32) { a.spaces[lane].take(id) }
