package sim

// lirs is LIRS: Jiang and Zhang, "LIRS: an efficient low inter-reference recency
// set replacement policy" (SIGMETRICS 2002), with 1 % of the size for HIR
// blocks, one at least. Stack S holds the LIR blocks and what was looked up
// since the oldest of them, also HIR blocks that have left; queue Q holds the
// resident HIR blocks, of which the oldest leaves.
//
// S is bounded by twice the size, as in libCacheSim: what left longest ago is
// forgotten. libCacheSim differs from the paper in one thing, which lirs-eager
// has, too: at a hit of an HIR block outside S, a LIR block gives way to nobody,
// and the oldest of Q to it.
type lirs struct {
	*members
	stacks []irr // by lane
	eager  bool
}

// irr is LIRS in one lane.
type irr struct {
	stack   lists  // S
	hir     lists  // Q, and what is in S but not resident
	lir     bitmap // by command
	stacked bitmap // by command: it is in S
	limit   int    // of LIR blocks
	count   int    // of LIR blocks
	longest int    // S
}

// The lists of HIR blocks.
const (
	resident = iota
	left
)

func newLIRS(eager bool) func(c *members, _ Config) steps {
	return func(c *members, _ Config) steps {
		l := &lirs{members: c, eager: eager}
		all, n := c.newLists(1, 2), c.ev.Commands()
		for i, lane := range c.lanes {
			size := int(lane.size)
			l.stacks = append(l.stacks, irr{
				stack: all[0][i], hir: all[1][i], lir: newBitmap(n), stacked: newBitmap(n),
				limit: size - max(1, size/100), longest: 2 * size,
			})
		}
		return l
	}
}

func (l *lirs) access(id uint32, held set, _ int) {
	for s := held; s != 0; s &= s - 1 {
		r := &l.stacks[s.first()]
		if l.eager && !r.stacked.has(id) && r.count == r.limit && r.limit > 0 {
			l.giveWay(s.first(), id)
			continue
		}
		r.hit(id)
	}
}

// giveWay demotes a LIR block at the hit of another that does not become one.
func (l *lirs) giveWay(lane int, id uint32) {
	r := &l.stacks[lane]
	r.hir.move(resident, id)
	if size := int(l.lanes[lane].size); size-r.limit > 1 && r.hir.length[resident] >= size-r.limit {
		l.evict(lane, id)
	}
	r.demote()
	r.prune()
	r.push(id)
}

func (r *irr) hit(id uint32) {
	switch {
	case r.lir.has(id):
		r.stack.move(0, id)
		r.prune()
	case r.stacked.has(id):
		r.hir.take(id)
		r.promote(id)
	default:
		r.hir.move(resident, id)
		r.push(id)
	}
}

func (l *lirs) evict(lane int, _ uint32) {
	r := &l.stacks[lane]
	if r.hir.length[resident] == 0 {
		r.demote()
	}
	id := r.hir.oldest(resident)
	r.hir.take(id)
	if r.stacked.has(id) {
		r.hir.put(left, id)
	}
	l.out(lane, id)
}

func (l *lirs) add(id uint32, lanes set, _ int) {
	for s := lanes; s != 0; s &= s - 1 {
		r := &l.stacks[s.first()]
		switch {
		case r.stacked.has(id):
			r.hir.take(id)
			r.promote(id)
		case r.count < r.limit:
			r.push(id)
			r.promote(id)
		default:
			r.hir.put(resident, id)
			r.push(id)
		}
	}
}

// push puts a block on top of S.
func (r *irr) push(id uint32) {
	r.stack.put(0, id)
	r.stacked.set(id)
	if r.stack.length[0] > r.longest && r.hir.length[left] > 0 {
		r.unstack(r.hir.oldest(left))
	}
}

// promote makes an HIR block of S a LIR block, and one LIR block an HIR block
// where they are too many.
func (r *irr) promote(id uint32) {
	r.stack.move(0, id)
	r.lir.set(id)
	if r.count++; r.count > r.limit {
		r.demote()
	}
	r.prune()
}

// demote makes the LIR block at the bottom of S a resident HIR block.
func (r *irr) demote() {
	r.prune()
	id := r.stack.oldest(0)
	r.lir.clear(id)
	r.count--
	r.stack.take(id)
	r.stacked.clear(id)
	r.hir.put(resident, id)
}

// prune takes HIR blocks from the bottom of S until a LIR block is there.
func (r *irr) prune() {
	for r.stack.length[0] > 0 && !r.lir.has(r.stack.oldest(0)) {
		r.unstack(r.stack.oldest(0))
	}
}

// unstack takes an HIR block out of S; one that has left is forgotten.
func (r *irr) unstack(id uint32) {
	r.stack.take(id)
	r.stacked.clear(id)
	if r.hir.list(id) == left {
		r.hir.take(id)
	}
}

func (l *lirs) leave(lane int, id uint32) {
	r := &l.stacks[lane]
	if r.lir.has(id) {
		r.lir.clear(id)
		r.count--
	} else {
		r.hir.take(id)
	}
	if r.stacked.has(id) {
		r.stack.take(id)
		r.stacked.clear(id)
	}
	r.prune()
}

func (l *lirs) forget(id uint32) {
	for i := range l.stacks {
		if r := &l.stacks[i]; r.stacked.has(id) {
			r.unstack(id)
		}
	}
}
