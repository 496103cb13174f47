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
	CodeMalformed     = "trace-malformed"      // a line that does not fit its format
	CodeTruncated     = "trace-truncated"      // the compressed data end too early
	CodeLineTooLong   = "trace-line-too-long"  // a line above the bound
	CodeTooLarge      = "trace-too-large"      // more than can be counted
)

// Error says what is wrong with a trace, and where.
type Error struct {
	Code string // one of the codes above
	File string // as given to Open
	Line int    // from 1; 0 where no line is at fault
	Want string // what was expected; may be empty
	Err  error  // the cause; may be nil
}

// Error gives file:line, the cause, and what was expected.
func (e *Error) Error() string {
	var s strings.Builder
	s.WriteString(e.File)
	if e.File == "-" {
		s.Reset()
		s.WriteString("standard input")
	}
	if e.Line > 0 {
		fmt.Fprintf(&s, ":%d", e.Line)
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

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
