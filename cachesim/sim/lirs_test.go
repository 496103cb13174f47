package sim

import "slices"

// naiveLIRS keeps S, the resident HIR blocks and those that have left, the
// oldest first; LIR is who is in lir.
type naiveLIRS struct {
	size, limit    int
	stack, q, left []uint32
	lir            map[uint32]bool
	eager          bool
}

func newNaiveLIRS(size int, eager bool) *naiveLIRS {
	return &naiveLIRS{size: size, limit: size - max(1, size/100), lir: map[uint32]bool{}, eager: eager}
}

func (l *naiveLIRS) access(id uint32, hit bool, _ int) []uint32 {
	if !hit {
		return nil
	}
	var evicted []uint32
	stacked := slices.Contains(l.stack, id)
	switch {
	case stacked && !l.lir[id]:
		l.q = without(l.q, id)
		l.lir[id] = true
	case !stacked:
		l.q = append(without(l.q, id), id)
		if l.eager && len(l.lir) == l.limit && l.limit > 0 {
			if hirs := l.size - l.limit; hirs > 1 && len(l.q) >= hirs {
				evicted = l.evict(id)
			}
			l.demote()
			l.prune()
		}
	}
	l.top(id)
	return evicted
}

// top puts a block on top of S and brings all in order.
func (l *naiveLIRS) top(id uint32) {
	l.stack = append(without(l.stack, id), id)
	for len(l.stack) > 2*l.size && len(l.left) > 0 {
		l.forget(l.left[0])
	}
	if len(l.lir) > l.limit {
		l.demote()
	}
	if l.lir[id] {
		l.prune()
	}
}

func (l *naiveLIRS) demote() {
	l.prune()
	l.q = append(l.q, l.stack[0])
	delete(l.lir, l.stack[0])
	l.stack = l.stack[1:]
}

func (l *naiveLIRS) prune() {
	for len(l.stack) > 0 && !l.lir[l.stack[0]] {
		l.left = without(l.left, l.stack[0])
		l.stack = l.stack[1:]
	}
}

func (l *naiveLIRS) evict(uint32) []uint32 {
	if len(l.q) == 0 {
		l.demote()
	}
	victim := l.q[0]
	l.q = l.q[1:]
	if slices.Contains(l.stack, victim) {
		l.left = append(l.left, victim)
	}
	return []uint32{victim}
}

func (l *naiveLIRS) add(id uint32) {
	if slices.Contains(l.left, id) || len(l.lir) < l.limit {
		l.left = without(l.left, id)
		l.lir[id] = true
	} else {
		l.q = append(l.q, id)
	}
	l.top(id)
}

func (l *naiveLIRS) remove(id uint32) {
	l.q, l.stack = without(l.q, id), without(l.stack, id)
	delete(l.lir, id)
	l.prune()
}

func (l *naiveLIRS) forget(id uint32) {
	if slices.Contains(l.left, id) {
		l.left, l.stack = without(l.left, id), without(l.stack, id)
	}
}
