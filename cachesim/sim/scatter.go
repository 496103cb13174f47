package sim

// Scatter is splitmix64 (Steele, Lea and Flood 2014): all bits of what it gives
// depend on all of both numbers.
func Scatter(n, seed uint64) uint64 {
	z := n + (seed+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
