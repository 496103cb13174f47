package sim

// mru evicts what was looked up last. That is the command looked up just
// before, in every lane: each lookup leaves its command inside, and where it
// was dropped since, there is room.
type mru struct {
	*members
	latest, now uint32
}

func newMRU(c *members, _ Config) steps { return &mru{members: c} }

func (m *mru) access(id uint32, _ set, _ int) { m.latest, m.now = m.now, id }

func (m *mru) evict(lane int, _ uint32) { m.out(lane, m.latest) }

func (m *mru) add(uint32, set, int) {}

func (m *mru) leave(int, uint32) {}
