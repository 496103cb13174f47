package curve

import "sync"

// split counts the depths of a trace of lookups on n goroutines, a share of its
// time on each. What the stack is when a share begins follows from the last
// lookups before it, which are found without counting anything; so the first
// shares, which have less to catch up with, are the longer ones.
func split(ids []uint32, commands, n int) []uint64 {
	shares := shares(len(ids), n)
	all := make([][]uint32, len(shares)-1) // events are numbered by 32 bits, so that this counts them
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() {
			s := newStack(commands)
			s.catchUp(ids[:shares[i]])
			depths := make([]uint32, commands+1)
			for _, id := range ids[shares[i]:shares[i+1]] {
				depths[s.lookup(id)]++
			}
			all[i] = depths
		})
	}
	group.Wait()
	sum := make([]uint64, commands+1)
	for _, depths := range all {
		for depth, n := range depths {
			sum[depth] += uint64(n)
		}
	}
	return sum
}

// catchUpCost is what it costs to catch up with a lookup, where to count its
// depth costs 1.
const catchUpCost = 0.1

// shares gives the bounds of n shares that take about the same time.
func shares(lookups, n int) []int {
	bounds := make([]int, n+1)
	if n == 1 {
		bounds[1] = lookups
		return bounds
	}
	// Each share is shorter than the one before by the factor of what is left
	// to count when catching up is paid.
	ends := make([]float64, n+1)
	for i := range n {
		ends[i+1] = 1 + ends[i]*(1-catchUpCost)
	}
	for i, end := range ends {
		bounds[i] = int(float64(lookups) * end / ends[n])
	}
	bounds[n] = lookups
	return bounds
}
