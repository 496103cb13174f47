package trace

import (
	"encoding/binary"
	"fmt"
	"io"
)

// interfacesMax is how many interfaces of a capture are kept.
const interfacesMax = 1 << 16

// ngBlocks passes the blocks of a pcapng file on, and ends it where it tells of more
// interfaces than any machine has: whoever reads it keeps them all.
type ngBlocks struct {
	in         io.Reader
	order      binary.ByteOrder // of the section
	head       []byte           // of the block that has begun
	left       int64            // of the block, behind its head
	interfaces int
}

// The heads of blocks: type, length, and of a section its mark of the order of bytes.
const (
	ngHead      = 12
	ngSection   = 0x0a0d0d0a
	ngInterface = 1
	ngMark      = 0x1a2b3c4d
)

// Read passes on.
func (b *ngBlocks) Read(p []byte) (n int, err error) {
	n, err = b.in.Read(p)
	if b.scan(p[:n]); b.interfaces > interfacesMax {
		return 0, fmt.Errorf("more than %d interfaces", interfacesMax)
	}
	return n, err
}

func (b *ngBlocks) scan(data []byte) {
	for len(data) > 0 {
		if b.left > 0 {
			skip := min(b.left, int64(len(data)))
			b.left, data = b.left-skip, data[skip:]
			continue
		}
		take := min(ngHead-len(b.head), len(data))
		b.head, data = append(b.head, data[:take]...), data[take:]
		if len(b.head) == ngHead {
			b.begin()
		}
	}
}

// begin takes the head of a block.
func (b *ngBlocks) begin() {
	kind := binary.LittleEndian.Uint32(b.head)
	if kind == ngSection { // in either order
		b.order = binary.ByteOrder(binary.LittleEndian)
		if binary.BigEndian.Uint32(b.head[8:]) == ngMark {
			b.order = binary.BigEndian
		}
	}
	if b.order == nil {
		return
	}
	if b.order.Uint32(b.head) == ngInterface {
		b.interfaces++
	}
	b.left = max(0, int64(b.order.Uint32(b.head[4:]))-ngHead)
	b.head = b.head[:0]
}
