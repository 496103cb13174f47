package trace

import "errors"

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
