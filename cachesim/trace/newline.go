package trace

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	ones  = 0x0101010101010101
	highs = uint64(0x8080808080808080)
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

// lineFeeds says which of 64 bytes are line feeds, the first by the lowest bit. A
// byte with its high bit cleared, and 127 added, has it clear again only where it
// was zero; the product gathers the high bits of a word in its highest byte.
func lineFeeds(data []byte) (feedsAt uint64) {
	for i := 0; i < 64; i += 8 {
		word := binary.LittleEndian.Uint64(data[i:i+8]) ^ feeds
		zero := ^((word&^highs + ^highs) | word) & highs
		feedsAt |= zero * 0x0002040810204081 >> 56 << i
	}
	return feedsAt
}
