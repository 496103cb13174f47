package sim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// strip is a queue that is never full and that nothing leaves but at the front. Its
// slots are counted up for ever.
type strip struct {
	ring       []uint32 // a power of two
	head, tail uint32   // slots: those from tail to head are taken
	asked      uint32   // the tail when soon was asked last
}

// newStrip makes a strip for so many commands, and one more.
func newStrip(size int) strip { return strip{ring: memory.Make[uint32](1 << bits.Len(uint(size)))} }

func (s *strip) slot(n uint32) *uint32 { return &s.ring[n&uint32(len(s.ring)-1)] }

func (s *strip) len() int { return int(s.head - s.tail) }

func (s *strip) push(id uint32) {
	*s.slot(s.head) = id
	s.head++
}

// pop takes the first command; there must be one.
func (s *strip) pop() uint32 {
	s.tail++
	return *s.slot(s.tail - 1)
}

// soon gives what comes to the front now, as much as has left since it was last
// asked.
func (s *strip) soon() []uint32 {
	from, n := int(s.tail)&(len(s.ring)-1), int(s.tail-s.asked)
	s.asked = s.tail
	return s.ring[from:min(from+n, len(s.ring))]
}
