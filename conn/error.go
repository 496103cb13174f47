package conn

import (
	"context"
	"errors"
	"strings"
)

// Error is the failure of one phase: every error of this package is one.
// No field ever holds a credential.
type Error struct {
	Phase     Phase  // the phase that failed
	Code      string // what is wrong: one of the Code constants here, or of a chain in package ocspcheck
	Addr      string // the address it happened at; empty before there was one
	Reply     string // the server's own words, or the first line of a stranger's; empty for none
	BytesRead int64  // bytes the connection had read below TLS when it failed
	Peer      *Peer  // what the server had shown by then; nil before it was connected
	Err       error  // the cause; nil where Reply says all
}

// Error is "phase: code: text".
func (e *Error) Error() string {
	text := e.Reply
	if e.Err != nil {
		text = e.Err.Error()
	}
	return string(e.Phase) + ": " + e.Code + ": " + text
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf is the code of the first [*Error] in err's chain, or empty.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// attemptsError tells of every address tried. The last one's cause is the
// one to act on, so it is the one that unwraps.
type attemptsError struct {
	attempts []*Error
}

func (e *attemptsError) Error() string {
	if len(e.attempts) == 1 {
		return e.attempts[0].Err.Error()
	}
	texts := make([]string, len(e.attempts))
	for i, attempt := range e.attempts {
		texts[i] = attempt.Err.Error()
	}
	return strings.Join(texts, "; ")
}

func (e *attemptsError) Unwrap() error { return e.attempts[len(e.attempts)-1].Err }

// interruptedError is what the caller's end of its context led to: what it
// broke off is the symptom and not told.
type interruptedError struct{ why, symptom error }

func (e *interruptedError) Error() string { return "interrupted" }

func (e *interruptedError) Unwrap() []error { return []error{e.why, e.symptom} }

// canceled is true where the caller ended it, other than by a deadline, which
// counts as the timeout of the phase that it struck.
func canceled(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.Canceled)
}
