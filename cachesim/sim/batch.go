package sim

// batch is a few numbers of a group.
type batch struct {
	numbers [group]uint32
	n       int
}

// add adds a number where wanted; that is no branch, which would be hard to
// foresee.
func (b *batch) add(number uint32, wanted bool) {
	b.numbers[b.n&(group-1)] = number
	if wanted {
		b.n++
	}
}

func (b *batch) all() []uint32 { return b.numbers[:b.n] }
