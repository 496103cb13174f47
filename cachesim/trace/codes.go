package trace

import (
	"fmt"
	"strings"
)

// The codes of an [Error].
const (
	CodeUnreadable    = "trace-unreadable"     // no such file, or reading it failed
	CodeEmpty         = "trace-empty"          // nothing but blank lines
	CodeNotRecognised = "trace-not-recognised" // binary, or a format that cannot be read
	CodeMalformed     = "trace-malformed"      // a line or record that does not fit its format
	CodeMixed         = "trace-mixed"          // another format begins within the trace
	CodeTruncated     = "trace-truncated"      // the compressed data end too early
	CodeLineTooLong   = "trace-line-too-long"  // a line or value above the bound
	CodeTooLarge      = "trace-too-large"      // more than can be counted
)

// Error says what is wrong with a trace, and where.
type Error struct {
	Code   string // one of the codes above
	File   string // as given to Open, or the part of it that is at fault
	Line   int    // from 1; 0 where no line is at fault
	Offset int64  // of a binary format: the byte, unpacked, where the record begins, of an append-only file where reading stopped, plus 1; 0 where none is at fault
	Want   string // what was expected; may be empty
	Err    error  // the cause; may be nil
}

// Error gives file:line, the cause, and what was expected.
func (e *Error) Error() string {
	var s strings.Builder
	s.WriteString(title(e.File))
	switch {
	case e.Line > 0:
		fmt.Fprintf(&s, ":%d", e.Line)
	case e.Offset > 0:
		fmt.Fprintf(&s, ": byte %d", e.Offset-1)
	}
	switch {
	case e.Err != nil:
		fmt.Fprintf(&s, ": %v", e.Err)
	default:
		fmt.Fprintf(&s, ": %s", strings.ReplaceAll(strings.TrimPrefix(e.Code, "trace-"), "-", " "))
	}
	if e.Want != "" {
		fmt.Fprintf(&s, ", want %s", e.Want)
	}
	return s.String()
}

// title is how people call a file.
func title(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
