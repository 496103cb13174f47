package resp

import "unsafe"

// Limits bound what one reply may be. A zero field takes its default.
type Limits struct {
	Depth  int   // how deep aggregates may nest; 64 by default
	Length int64 // bytes of one string, or elements of one aggregate; 512 Mi by default, the server's own proto-max-bulk-len
	Total  int64 // memory of one whole reply in bytes: its text, and the size of a Value per element and aggregate; 1 GiB by default
}

const (
	defaultDepth  = 64
	defaultLength = 512 << 20
	defaultTotal  = 1 << 30

	valueSize = int64(unsafe.Sizeof(Value{}))
	partsSize = int64(unsafe.Sizeof(parts{}))
)

func (l Limits) withDefaults() Limits {
	if l.Depth <= 0 {
		l.Depth = defaultDepth
	}
	if l.Length <= 0 {
		l.Length = defaultLength
	}
	if l.Total <= 0 {
		l.Total = defaultTotal
	}
	return l
}
