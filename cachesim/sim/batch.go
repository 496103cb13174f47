package sim

// batch is a number for each of some lookups that are taken or prepared together.
type batch [bundleLen]uint32

// add adds a number to n others where wanted, and gives how many there are then. That
// is no branch, which would be hard to foresee.
func (b *batch) add(n int, number uint32, wanted bool) int {
	b[n&(bundleLen-1)] = number
	more := 0
	if wanted {
		more = 1
	}
	return n + more
}
