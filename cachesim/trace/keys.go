package trace

import (
	"errors"
	"math/bits"
)

// errMonitor is the cause of trace-mixed in a file of keys.
var errMonitor = errors.New("a line of MONITOR after lines that are keys")

// shortestMonitor is a length that every line of MONITOR has.
const shortestMonitor = len(`1700000000.000001 [0 lua] "X"`)

// parseKeys takes one key per line; every line is one GET, a blank one none.
func parseKeys(b *Block, from, to uint32) error {
	b.keyed = true
	if from == to {
		return nil
	}
	if to-from >= uint32(shortestMonitor) && looksLikeMonitor(b.data[from:to]) {
		return &Error{Code: CodeMixed, Err: errMonitor}
	}
	b.key(span{from, to})
	return nil
}

// startKeys makes the reader of the one format whose lines are so short that
// calling a parser for each takes longer than parsing.
func startKeys(s *Stream, _ sample) (reader, error) {
	return &lines{s: s, parse: parseKeys, short: func(b *Block) (int, int) { return keyLines(b, s.format.maxLine) }}, nil
}

// keyLines does what parseKeys does for the lines of a block up to one that is
// at fault or at the end of the block, and gives where that begins.
func keyLines(b *Block, maxLine int) (next, lines int) {
	b.keyed = true
	data, spans := b.data, b.spans
	for at := 0; at+64 <= len(data); at += 64 {
		for ends := lineFeeds(data[at : at+64]); ends != 0; ends &= ends - 1 {
			feed := at + bits.TrailingZeros64(ends)
			end := feed
			if end > next && data[end-1] == '\r' {
				end--
			}
			if end-next >= shortestMonitor && (end-next > maxLine || looksLikeMonitor(data[next:end])) {
				b.spans = spans
				return next, lines
			}
			if end > next {
				spans = append(spans, span{uint32(next), uint32(end)})
			}
			next = feed + 1
			lines++
		}
	}
	b.spans = spans
	return next, lines
}
