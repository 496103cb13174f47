package conn

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// step is one command of a round trip. Steps of one phase that follow each
// other are one phase. A step without args travels within the command before
// it and shares its reply.
type step struct {
	phase    Phase
	args     []string
	take     func(resp.Value)       // gets the reply, if it is no error; may be nil
	ignores  func(code string) bool // errors that are not this step's to report; nil for none
	fallback func(code string) bool // errors after which another way is tried; nil for none
	soft     func(code string) bool // errors that are recorded and not fatal; nil for none
	wants    func(resp.Value) bool  // what the reply must be, if it is no error; nil for anything
}

// errFallback says that another way is to be tried: every reply was read, and
// the connection is in step.
var errFallback = errors.New("try another way")

// exchange writes all steps at once and reads their replies in turn. It ends
// at the first error that is not soft. What goes along is written behind them,
// and its replies are left for the caller to read, unless another way is tried.
func (l *link) exchange(ctx context.Context, steps []step, along [][]string) (err error) {
	armed := l.arm(ctx, l.o.CommandTimeout)
	defer func() {
		if armed.disarm() && err == nil { // the deadline that is set would strike later
			err = l.fail(ctx, steps[len(steps)-1].phase, CodeTimeoutCommand, context.Cause(ctx))
		}
	}()
	out := make([]byte, 0, 512) // most sessions begin with less
	for _, st := range steps {
		if st.args != nil {
			out = resp.AppendCommand(out, st.args...)
		}
	}
	for _, args := range along {
		out = resp.AppendCommand(out, args...)
	}
	s := l.rec.begin(steps[0].phase, l.peer.Addr)
	s.result.Joined = l.unconfirmed != nil
	_, writeErr := l.stream.Write(out)
	var reply resp.Value
	var soft error
	for i, st := range steps {
		if i > 0 && st.phase != steps[i-1].phase {
			s.end(soft)
			s, soft = s.joined(st.phase), nil
		}
		if st.args != nil {
			v, err := l.readReply(ctx, st.phase, writeErr)
			if err != nil {
				if err.Phase != PhaseTLSConfirm { // which is reported already
					s.result.Phase = err.Phase
					s.end(err)
				}
				return err
			}
			reply = v
		}
		if !reply.IsError() {
			if err := l.unwanted(ctx, st, reply); err != nil {
				s.end(err)
				return err
			}
			l.served = true
			if st.take != nil {
				st.take(reply)
			}
			continue
		}
		err := l.replyError(ctx, st.phase, reply)
		switch {
		case st.ignores != nil && st.ignores(err.Code):
		case st.fallback != nil && st.fallback(err.Code):
			s.end(err)
			return l.drain(ctx, s, steps[i+1:], len(along))
		case st.soft != nil && st.soft(err.Code):
			soft = err
		default:
			s.end(err)
			return err
		}
	}
	if len(along) == 0 {
		if err := l.leftover(ctx, steps[len(steps)-1].phase); err != nil {
			s.end(err)
			return err
		}
	}
	s.end(soft)
	return nil
}

// unwanted is the error of a reply that the step's command cannot have; nil
// for one that it can.
func (l *link) unwanted(ctx context.Context, st step, reply resp.Value) error {
	switch {
	case isEcho(reply, st.args):
		return l.fail(ctx, st.phase, CodeNotResp, errors.New("the peer sends back what it is sent"))
	case st.wants == nil || st.wants(reply):
		return nil
	case l.replies == 1 && reply.Kind() == resp.SimpleString && isMail(reply.Text()):
		failed := l.fail(ctx, PhaseHello, CodeNotRespSMTP, nil)
		failed.Reply = scrub(reply.Text(), l.password)
		return failed
	}
	said := reply.Kind().String()
	if reply.Kind() == resp.SimpleString {
		said += fmt.Sprintf(" %q", cut(scrub(reply.Text(), l.password)))
	}
	return l.fail(ctx, st.phase, CodeProtocolError, fmt.Errorf("%s was answered with what is no reply to it: %s", st.args[0], said))
}

// cut leaves of a stranger's text what is enough to know it by.
func cut(text string) string { return text[:min(len(text), 120)] }

// isEcho is true for a command that came back.
func isEcho(reply resp.Value, args []string) bool {
	items := reply.Items()
	return reply.Kind() == resp.Array && len(items) > 0 && len(args) > 0 && strings.EqualFold(items[0].Text(), args[0])
}

// leftover is the error of a server that said more than it was asked for;
// only pushes come unasked.
func (l *link) leftover(ctx context.Context, phase Phase) error {
	for l.reader.Buffered() > 0 {
		v, err := l.reader.Read()
		if err != nil {
			return l.readError(ctx, phase, err)
		}
		if v.Kind() != resp.Push {
			return l.fail(ctx, phase, CodeProtocolError, fmt.Errorf("a reply to nothing that was asked: %s", v.Kind()))
		}
		l.pushed(v)
	}
	return nil
}

// drain reads the replies that nobody waits for any more: those of steps, and so
// many behind them.
func (l *link) drain(ctx context.Context, s *span, steps []step, more int) error {
	for _, st := range steps {
		if st.args == nil {
			continue
		}
		if _, err := l.readReply(ctx, st.phase, nil); err != nil {
			s.joined(st.phase).end(err)
			return err
		}
	}
	for range more {
		if _, err := l.readReply(ctx, PhaseHello, nil); err != nil {
			return err
		}
	}
	return errFallback
}

// readReply reads the next reply that is no push. Where the write failed the
// server's last words may still be there, and say more than the failure.
func (l *link) readReply(ctx context.Context, phase Phase, writeErr error) (resp.Value, *Error) {
	for {
		v, err := l.reader.Read()
		if err != nil {
			return resp.Value{}, l.noReply(ctx, phase, err, writeErr)
		}
		if l.answers(v) {
			return v, nil
		}
	}
}

// readReplyInto is readReply for a text that goes to dst.
func (l *link) readReplyInto(ctx context.Context, dst []byte, phase Phase, writeErr error) ([]byte, resp.Value, *Error) {
	for {
		out, v, err := l.reader.ReadInto(dst)
		if err != nil {
			return dst, resp.Value{}, l.noReply(ctx, phase, err, writeErr)
		}
		if l.answers(v) {
			return out, v, nil
		}
	}
}

// readReady appends the replies that need no wait, at most n.
func (l *link) readReady(dst []resp.Value, n int) []resp.Value {
	ready := l.reader.ReadReady(dst, n)
	l.replies += len(ready) - len(dst)
	return ready
}

// answers notes what was read, and is false for a push.
func (l *link) answers(v resp.Value) bool {
	l.confirmed(nil)
	l.heard = true
	if v.Kind() == resp.Push {
		l.pushed(v)
		return false
	}
	l.replies++
	return true
}

// pushed hands a push on to the caller's hook. An invalidation that comes before
// the connection is ready finds nothing in a cache.
func (l *link) pushed(v resp.Value) {
	if l.o.OnPush != nil && (l.o.Caching == nil || !invalidates(v)) {
		l.o.OnPush(v)
	}
}

// noReply is the error of a read that gave no reply. The end of a connection
// that refused the write before is told by the write's error.
func (l *link) noReply(ctx context.Context, phase Phase, err, writeErr error) *Error {
	if writeErr != nil && isClosed(err) && !l.reader.Within() {
		err = writeErr
	}
	return l.readError(ctx, phase, err)
}

// readError is the error of a read that gave no reply. It belongs to the
// phase tls-confirm while that is open, and to hello before the first reply.
func (l *link) readError(ctx context.Context, phase Phase, err error) *Error {
	first := l.replies == 0
	if first && phase != PhaseCommand {
		phase = PhaseHello
	}
	code, line := readCode(err, first && !l.heard, l.reader != nil && l.reader.Within())
	if l.o.TLS != nil {
		if alert := alertCode(err, l.peer.ClientCertRequested, l.cert != nil); alert != "" {
			code = alert
		} else if l.unconfirmed != nil && isClosed(err) {
			code = CodeTLSClosedEarly
		}
	}
	if l.unconfirmed != nil && confirmCode(err, l.cert != nil) != "" {
		failed := l.fail(ctx, PhaseTLSConfirm, code, err)
		l.confirmed(failed)
		return failed
	}
	l.confirmed(nil)
	failed := l.fail(ctx, phase, code, scrubError(err, l.password))
	failed.Reply = scrubLine(line, l.password)
	return failed
}

// replyError is the error of a server's error reply.
func (l *link) replyError(ctx context.Context, phase Phase, v resp.Value) *Error {
	failed := l.fail(ctx, phase, ReplyCode(v.Text()), nil)
	failed.Reply = scrub(v.Text(), l.password)
	if to := redirection(failed.Reply, l.askedHost()); to != nil && failed.Err == nil {
		failed.Err = to
	}
	return failed
}
