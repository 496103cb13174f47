package trace

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	feeds = '\n' * ones
)

// newline gives where the first line feed of data is, its length for none. It
// is bytes.IndexByte for the lines of traces, which are short: eight bytes at a
// time, of which a word less one has its high bit where it was zero.
func newline(data []byte) int {
	i := 0
	for ; i+8 <= len(data) && i < 64; i += 8 {
		word := binary.LittleEndian.Uint64(data[i:]) ^ feeds
		if zero := (word - ones) &^ word & highs; zero != 0 {
			return i + bits.TrailingZeros64(zero)/8
		}
	}
	if n := bytes.IndexByte(data[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(data)
}
