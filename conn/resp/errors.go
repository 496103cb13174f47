package resp

import "fmt"

// quoteMax is how many bytes of a stranger's words an error keeps.
const quoteMax = 120

// NotRESPError says that the first byte of a reply belongs to no RESP type,
// so that another service answers.
type NotRESPError struct {
	Line string // what had arrived of the first line, at most 120 bytes
}

// Error quotes the line.
func (e *NotRESPError) Error() string { return fmt.Sprintf("not RESP: %q", e.Line) }

// ProtocolError says that a reply began as RESP and broke its rules.
type ProtocolError struct {
	Reason string // what is wrong, in words
	Line   string // the bytes at fault, at most 120
}

// Error gives the reason and quotes the bytes.
func (e *ProtocolError) Error() string {
	if e.Line == "" {
		return "protocol error: " + e.Reason
	}
	return fmt.Sprintf("protocol error: %s in %q", e.Reason, e.Line)
}

// LimitError says that a reply exceeds the [Limits].
type LimitError struct {
	What string // "depth", "length", "total" or "line"
	Max  int64  // the limit
}

// Error names the limit.
func (e *LimitError) Error() string {
	return fmt.Sprintf("reply too large: %s above %d", e.What, e.Max)
}

func quote(b []byte) string {
	return string(b[:min(len(b), quoteMax)])
}
